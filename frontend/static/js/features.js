// What a room has comes and goes on open pages: what is switched off leaves at once, what is switched on is fetched.

import { learn, overlay } from "./mine.js";
import { localise } from "./time.js";

const CALM = 150; // ms without another word: after a cut the same events come twice, and the last one counts
const SPREAD = 3000; // ms: a full hall does not ask for the page in one moment
const MORE = 400; // ms in which further boxes are ticked before all are saved

/** @type {number|undefined} */
let waits;
/** Features this page holds nothing of. */
let missing = off();

document.addEventListener("meridian:event", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.type !== "room.changed") return;
  clearTimeout(waits);
  waits = window.setTimeout(settle, CALM);
});
document.addEventListener("change", saveSoon);

/** @returns {Set<string>} */
function off() {
  const said = document.querySelector("[data-room-has]")?.getAttribute("data-off") ?? "";
  return new Set(said.split(" ").filter(Boolean));
}

function settle() {
  const gone = off();
  document.querySelector(".room")?.classList.toggle("workshop", document.querySelector('[data-room-has][data-kind="workshop"]') !== null);
  if (gone.has("stage")) stop();
  show(gone);
  const wanted = [...missing].some((name) => !gone.has(name));
  const desk = document.querySelector("[data-desk]");
  if (wanted) setTimeout(() => void bring(), desk ? 0 : Math.random() * SPREAD);
}

/** A stage that is off plays nothing and holds no meeting; it is fetched when it is on again. */
function stop() {
  const stage = document.getElementById("stage-now");
  if (!stage) return;
  stage.querySelector("[data-stage]")?.dispatchEvent(new Event("meridian:over"));
  for (const video of stage.querySelectorAll("video")) video.pause();
  stage.remove();
  missing.add("stage");
}

/** @param {Set<string>} gone */
function show(gone) {
  for (const part of document.querySelectorAll("[data-feature]")) part.toggleAttribute("data-off", gone.has(part.getAttribute("data-feature") ?? ""));
  const tabs = document.querySelectorAll('[role="tab"]:not([data-off])');
  document.querySelector(".room")?.classList.toggle("solo", !tabs.length);
  document.dispatchEvent(new CustomEvent("meridian:features"));
}

/** Fetch the page and take from it what is not here; what is here stays as it is, with all that is being written. */
async function bring() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  learn(fresh);
  for (const place of document.querySelectorAll("[data-merge]")) merge(place, fresh.getElementById(place.id));
  missing = new Set([...missing].filter((name) => off().has(name)));
  show(off());
}

/** @param {Element} place @param {Element|null} twin */
function merge(place, twin) {
  /** @type {Element|null} */
  let before = null;
  for (const child of [...(twin?.children ?? [])]) {
    const there = document.getElementById(child.id);
    const node = there ?? document.adoptNode(child);
    if (!there) {
      if (before) before.after(node);
      else place.prepend(node);
      grown(node);
    }
    before = node;
  }
}

/** @param {Element} node */
function grown(node) {
  for (const part of node.querySelectorAll(".needs-js[hidden]")) part.removeAttribute("hidden");
  if (node instanceof HTMLElement) localise(node);
  overlay(node);
  node.dispatchEvent(new CustomEvent("meridian:grown", { bubbles: true }));
}

/** @type {number|undefined} */
let saving;

/** @param {Event} event */
function saveSoon(event) {
  const form = event.target instanceof HTMLInputElement ? event.target.form : null;
  if (!form || !("savesItself" in form.dataset)) return;
  clearTimeout(saving);
  saving = window.setTimeout(() => form.requestSubmit(), MORE);
}
