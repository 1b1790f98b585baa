// A moderator decided something about the reader: who is kept out of this page gets the page that says why.

const BARS = new Set(["timeout", "remove", "ban"]);

export function start() {
  document.addEventListener("meridian:done", (event) => offer(/** @type {CustomEvent} */ (event).detail.result?.care));
  document.addEventListener("meridian:event", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type !== "sanction.told" || !BARS.has(data.kind)) return;
    if (!data.scope || document.querySelector(`[data-stream="${CSS.escape(data.scope)}"]`)) location.reload();
  });
}

/** Who wrote of a risk to life is told, alone, where help is. It stays until the page is left.
 * @param {{url: string, text: string, link: string}|undefined} care */
function offer(care) {
  const place = document.getElementById("told");
  if (!care || !place || document.getElementById("care")) return;
  const note = document.createElement("div");
  note.id = "care";
  note.className = "note";
  note.setAttribute("role", "status");
  const words = document.createElement("p");
  const link = document.createElement("a");
  link.className = "lk";
  link.href = care.url;
  link.textContent = care.link;
  words.append(`${care.text} `, link);
  note.append(words);
  place.append(note);
}
