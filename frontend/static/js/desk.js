// The desk by keys and on a phone: j and k move, one key decides, z takes back; one queue at a time where it is narrow.

import { command } from "./live.js";
import "./features.js";
import { follow } from "./settings.js";
import { toast } from "./toast.js";

const DECIDE = new Set(["a", "s", "x", "c"]);
const UNDO = 10_000; // ms
const OFF = "desk-keys-off";

/** @type {{kind: string, key: string, until: number}|null} */
let last = null;
/** @type {string|null} */
let nextId = null;

const desk = document.querySelector("[data-desk]");
if (desk instanceof HTMLElement) start(desk);

/** @param {HTMLElement} root */
function start(root) {
  document.addEventListener("keydown", (event) => pressed(root, event));
  document.addEventListener("meridian:done", (event) => decided(root, /** @type {CustomEvent} */ (event)));
  document.addEventListener("meridian:event", (event) => changed(root, /** @type {CustomEvent} */ (event).detail));
  for (const tab of root.querySelectorAll("[data-queue]")) {
    tab.addEventListener("click", (event) => (event.preventDefault(), choose(root, tab.getAttribute("data-queue") ?? "")));
  }
  const full = [...root.querySelectorAll(".desk-main > .queue")].find((queue) => queue.querySelector("ol > li"));
  choose(root, full?.id ?? root.querySelector(".desk-main > .queue")?.id ?? "");
  for (const box of document.querySelectorAll("[data-keys-on]")) keysSwitch(box);
  for (const list of root.querySelectorAll(".queue > ol[data-live]")) list.scrollTop = list.scrollHeight;
  count(root);
  setInterval(() => fadeClaims(root), 5000);
}

/** @param {Element} box */
function keysSwitch(box) {
  if (!(box instanceof HTMLInputElement)) return;
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

/** @param {HTMLElement} root @param {KeyboardEvent} event */
function pressed(root, event) {
  const on = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || localStorage.getItem(OFF)) return;
  if (document.querySelector("dialog[open]")) return;
  if (on instanceof HTMLElement && on.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j" || event.key === "k") move(root, event.key === "j" ? 1 : -1);
  else if (DECIDE.has(event.key)) decide(root, event.key);
  else if (event.key === "z") void takeBack();
  else if (event.key === "?") open("desk-keys");
  else if (/^[1-4]$/.test(event.key)) jump(root, Number(event.key) - 1);
  else return;
  event.preventDefault();
}

/** @param {HTMLElement} root @returns {HTMLElement[]} what can be decided, in the order of the page */
function items(root) {
  const found = [...root.querySelectorAll(".queue ol[data-live] > li")];
  return /** @type {HTMLElement[]} */ (found.filter((one) => one instanceof HTMLElement && one.querySelector("[aria-keyshortcuts]")));
}

/** @param {HTMLElement} root @returns {HTMLElement|null} */
function current(root) {
  return items(root).find((one) => one.contains(document.activeElement)) ?? null;
}

/** @param {HTMLElement} root @param {number} step */
function move(root, step) {
  const all = items(root);
  const here = current(root);
  const at = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
  const to = all[Math.max(0, Math.min(all.length - 1, at))];
  if (to) stand(root, to);
}

/** @param {HTMLElement} root @param {HTMLElement} item */
function stand(root, item) {
  const queue = item.closest(".desk-main > .queue");
  if (queue) choose(root, queue.id);
  item.tabIndex = -1;
  item.focus();
  item.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} root @param {string} key */
function decide(root, key) {
  const item = current(root);
  const button = item?.querySelector(`[aria-keyshortcuts="${key}"]`);
  if (!item || !(button instanceof HTMLElement) || button.offsetParent === null) return;
  const all = items(root);
  nextId = key === "c" ? item.id : (all[all.indexOf(item) + 1] ?? all[all.indexOf(item) - 1])?.id ?? null;
  button.click();
}

/** @param {HTMLElement} root @param {CustomEvent} event */
function decided(root, event) {
  const what = event.detail.by?.dataset["undo"]?.split(":");
  if (!what) return;
  last = { kind: what[0], key: what[1], until: Date.now() + UNDO };
  const said = event.detail.by.dataset["done"] ?? event.detail.by.textContent.trim();
  toast(said, { label: root.dataset["undoLabel"] ?? "Undo", run: () => void takeBack() });
}

async function takeBack() {
  if (!last || last.until < Date.now()) return;
  const { kind, key } = last;
  last = null;
  document.getElementById("toasts")?.replaceChildren();
  await command("item.undo", { kind, key }).catch((/** @type {Error} */ why) => toast(why.message));
}

/** @param {HTMLElement} root @param {import("./socket.js").Frame} frame */
function changed(root, frame) {
  count(root);
  if (frame.type === "room.changed" || frame.type === "room.set") follow(frame["data"]);
  const next = nextId && document.getElementById(nextId);
  if (!next || (document.activeElement && document.activeElement !== document.body)) return;
  nextId = null;
  stand(root, next);
}

/** @param {HTMLElement} root @param {string} id */
function choose(root, id) {
  for (const queue of root.querySelectorAll(".desk-main > .queue")) queue.classList.toggle("chosen", queue.id === id);
  for (const tab of root.querySelectorAll("[data-queue]")) {
    if (tab.getAttribute("data-queue") === id) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

/** @param {HTMLElement} root @param {number} number */
function jump(root, number) {
  const queue = root.querySelectorAll(".desk-main > .queue")[number];
  if (!queue) return;
  choose(root, queue.id);
  const first = queue.querySelector("ol > li");
  if (first instanceof HTMLElement) stand(root, first);
}

/** @param {HTMLElement} root */
function count(root) {
  for (const place of root.querySelectorAll("[data-count-in]")) {
    const queue = document.getElementById(place.getAttribute("data-count-in") ?? "");
    if (queue) place.textContent = String(queue.querySelectorAll("ol[data-live] > li").length);
  }
}

/** A claim ends by itself. @param {HTMLElement} root */
function fadeClaims(root) {
  for (const claim of root.querySelectorAll("[data-claimed-until]")) {
    if (Date.parse(claim.getAttribute("data-claimed-until") ?? "") < Date.now()) claim.remove();
  }
}

/** @param {string} id */
function open(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
}
