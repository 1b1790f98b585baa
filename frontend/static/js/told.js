// A moderator decided something about the reader: who is kept out of this page gets the page that says why.

const BARS = new Set(["timeout", "remove", "ban"]);

export function start() {
  document.addEventListener("meridian:event", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type !== "sanction.told" || !BARS.has(data.kind)) return;
    if (!data.scope || document.querySelector(`[data-stream="${CSS.escape(data.scope)}"]`)) location.reload();
  });
}
