// Lets this browser ring: asks for leave, subscribes at the browser's push service, and tells us where that is.

import { command } from "./live.js";

const button = document.getElementById("ring-here");
if (button) button.addEventListener("click", () => void ring(button));

/** @param {HTMLElement} button */
async function ring(button) {
  const { key = "", done = "", refused = "", missing = "" } = button.dataset;
  if (!("serviceWorker" in navigator && "PushManager" in window)) return say(missing);
  try {
    if ((await Notification.requestPermission()) !== "granted") return say(refused);
    await navigator.serviceWorker.register("/push-worker.js");
    const worker = await navigator.serviceWorker.ready;
    const { endpoint, keys } = await subscription(worker.pushManager, bytes(key));
    await command("push.add_device", { name: nameOf(navigator.userAgent), endpoint, p256dh: keys["p256dh"], auth: keys["auth"] });
    say(done);
  } catch (why) {
    say(why instanceof Error && "code" in why && why.message ? why.message : refused);
  }
}

/** What a browser has from another key of ours rings no more: it is ended first.
 * @param {PushManager} manager @param {Uint8Array<ArrayBuffer>} key
 * @returns {Promise<{endpoint: string, keys: Record<string, string>}>} */
async function subscription(manager, key) {
  const wish = { userVisibleOnly: true, applicationServerKey: key };
  const there = await manager.getSubscription();
  const fresh = await manager.subscribe(wish).catch(async () => {
    await there?.unsubscribe();
    return manager.subscribe(wish);
  });
  return /** @type {any} */ (fresh.toJSON());
}

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** "Firefox on Android": enough to tell one's own browsers apart.
 * @param {string} agent @returns {string} */
function nameOf(agent) {
  /** @param {[string, string][]} names */
  const first = (names) => names.find(([word]) => agent.includes(word))?.[1] ?? "";
  const browser = first([["Firefox", "Firefox"], ["Edg", "Edge"], ["OPR", "Opera"], ["Chrome", "Chrome"], ["Safari", "Safari"]]);
  const system = first([["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "Mac"], ["Linux", "Linux"]]);
  return [browser || "Browser", system].filter(Boolean).join(", ");
}

/** @param {string} words */
function say(words) {
  const place = document.getElementById("ring-said");
  if (!place) return;
  place.hidden = false;
  place.textContent = words;
}
