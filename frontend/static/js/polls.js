// Polls: after my own vote the poll is drawn anew as I may see it now, with my ballot and, where shown, the results.
// My place on the score board is a tick that counts at once.

import { scroller, follow } from "./live.js";
import { has, overlay, set } from "./mine.js";
import { localise } from "./time.js";

document.addEventListener("meridian:done", (event) => void voted(event));
document.addEventListener("meridian:event", (event) => changed(/** @type {CustomEvent} */ (event).detail));
document.addEventListener("change", swap);
document.addEventListener("change", ticked);
document.addEventListener("meridian:refused", untick);

/** A tick needs no button.
 * @param {Event} event */
function ticked(event) {
  const box = event.target;
  if (box instanceof HTMLInputElement && box.form?.classList.contains("on-board")) box.form.requestSubmit();
}

/** What was refused is as it was.
 * @param {Event} event */
function untick(event) {
  const box = event.target instanceof HTMLFormElement && event.target.classList.contains("on-board") && event.target.elements.namedItem("on");
  if (box instanceof HTMLInputElement) box.checked = !box.checked;
}

/** @param {Event} event */
async function voted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset["command"] !== "poll.vote") return;
  const id = form.dataset["poll"] ?? "";
  set(`polls:${id}`, true);
  for (const box of form.querySelectorAll('input[name="choices"], input[type="radio"][name="number"]')) {
    if (box instanceof HTMLInputElement) set(`choices:${id}:${box.value}`, box.checked);
  }
  await draw(id);
}

/** A frame knows nothing of my ballot. Not all at once: a full hall has voted.
 * @param {import("./socket.js").Frame} frame */
function changed(frame) {
  const { id, state } = frame["data"] ?? {};
  if (frame["type"] !== "poll.changed" || state !== "open" || !has(`polls:${id}`)) return;
  setTimeout(() => void draw(String(id)), Math.random() * 2000);
}

/** @param {string} id */
async function draw(id) {
  const list = document.querySelector("[data-polls]");
  if (!(list instanceof HTMLElement)) return;
  const answer = await fetch(`${list.dataset["polls"]}${id}`, { headers: { Accept: "text/html" } });
  const there = document.getElementById(`poll-${id}`);
  if (!answer.ok || !there) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(`poll-${id}`);
  if (!fresh) return;
  const box = scroller(list);
  const top = box.scrollTop;
  const held = there.contains(document.activeElement);
  there.replaceWith(fresh);
  overlay(fresh);
  localise(fresh);
  follow();
  box.scrollTop = top;
  if (held) fresh.querySelector("button")?.focus({ preventScroll: true });
}

/** A place that is taken changes hands, so that an order is never wrong for long.
 * @param {Event} event */
function swap(event) {
  const chosen = event.target;
  if (!(chosen instanceof HTMLSelectElement) || chosen.name !== "ranks" || !chosen.form) return;
  const all = [...chosen.form.querySelectorAll('select[name="ranks"]')].filter((one) => one instanceof HTMLSelectElement);
  const other = all.find((one) => one !== chosen && one.value === chosen.value);
  if (!other) return;
  const taken = new Set(all.map((one) => one.value));
  other.value = all.map((_one, at) => String(at + 1)).find((place) => !taken.has(place)) ?? "";
}
