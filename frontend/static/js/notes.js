// Notes that two people share: saved by themselves shortly after one stops typing; the other one's words come in while
// one is not typing, and never over what is not saved.

import { command } from "./live.js";

const PAUSE_MS = 900;
const box = document.querySelector("[data-notes]");
/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

if (box instanceof HTMLFormElement) start(box);

/** @param {HTMLFormElement} form */
function start(form) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const version = /** @type {HTMLInputElement} */ (form.elements.namedItem("version"));
  let saved = text.value;
  let saving = false;

  const save = async () => {
    if (saving || text.value === saved) return;
    saving = true;
    const wanted = text.value;
    try {
      const answer = await command("notes.write", { chat: form.dataset["notes"], text: wanted, version: version.value });
      version.value = String(answer.version);
      saved = wanted;
      say("saved");
    } catch (refused) {
      const why = /** @type {{code?: string}} */ (refused);
      say(why.code === "notes.moved_on" ? "both" : "later");
    } finally {
      saving = false;
    }
    if (text.value !== saved) timer = setTimeout(() => void save(), PAUSE_MS);
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    say("typing");
    timer = setTimeout(() => void save(), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  form.querySelector("[data-notes-theirs]")?.addEventListener("click", () => take(latest));

  /** @type {{text: string, version: number}|null} */
  let latest = null;
  document.addEventListener("meridian:event", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type !== "chat.notes" || Number(data.version) <= Number(version.value)) return;
    if (data.text === text.value || text.value === saved) take(data);
    else {
      latest = data;
      version.value = String(data.version); // what is saved next goes over hers knowingly: both stand on the page
      say("both");
    }
  });

  /** @param {{text: string, version: number}|null} theirs */
  function take(theirs) {
    if (!theirs) return;
    clearTimeout(timer);
    const at = text.selectionStart;
    text.value = saved = theirs.text;
    version.value = String(theirs.version);
    text.setSelectionRange(at, at);
    latest = null;
    say("taken");
  }

  /** @param {string} what */
  function say(what) {
    const words = form.querySelector(`template[data-words="${what}"]`);
    const place = form.querySelector("[data-notes-status]");
    if (place && words instanceof HTMLTemplateElement) place.textContent = words.content.textContent?.trim() ?? "";
    const theirs = form.querySelector("[data-notes-theirs]");
    if (theirs instanceof HTMLElement) theirs.hidden = what !== "both";
  }
}
