// Rings when no page is open. It keeps nothing, fetches nothing, and stands between no page and the server.

const worker = /** @type {any} */ (self);

worker.addEventListener("push", (/** @type {any} */ event) => {
  const said = event.data?.json() ?? {};
  const options = { body: said.text ?? "", tag: said.tag ?? "", data: { url: said.url ?? "/" }, icon: "/favicon.ico" };
  event.waitUntil(worker.registration.showNotification(said.title ?? "Meridian", options));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

/** A page that is open already goes there; else a new one. Only pages of ours.
 * @param {string} url */
async function open(url) {
  const target = new URL(url, worker.location.origin);
  if (target.origin !== worker.location.origin) return;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = pages.find((/** @type {any} */ page) => page.url === target.href);
  await (same ? same.focus() : worker.clients.openWindow(target.href));
}
