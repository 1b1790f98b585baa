// A room's panel: tabs by keyboard, the composer, who is here, the order of questions.

import { isAtEnd, sorted, sortList } from "./fragments.js";
import { scroller } from "./live.js";
import { localise } from "./time.js";
import "./along.js";
import "./chat.js";
import "./features.js";
import "./hands.js";
import "./polls.js";
import "./questions.js";
import "./reactions.js";
import "./stage.js";

const NAMES_AGAIN = 30_000; // ms

const room = document.querySelector("[data-room]");
if (room instanceof HTMLElement) start(room);

/** @param {HTMLElement} root */
function start(root) {
  for (const name of ["click", "keydown"]) root.addEventListener(name, (event) => onTab(root, event));
  settle(root);
  document.addEventListener("meridian:features", () => settle(root));
  document.addEventListener("meridian:grown", (event) => event.target instanceof Element && prepare(root, event.target));
  document.addEventListener("meridian:signal", (event) => presence(root, /** @type {CustomEvent} */ (event).detail));
  document.addEventListener("meridian:sort", () => resort(root));
  prepare(root, root);
  document.addEventListener("meridian:done", (event) => afterSending(root, event));
  document.addEventListener("meridian:event", (event) => toldOfQuestions(root, event));
  for (const box of root.querySelectorAll("[data-missed]")) box.addEventListener("toggle", () => void catchUp(box), { once: true });
}

/** @param {HTMLElement} root @param {Element} part of the page, at its start all of it */
function prepare(root, part) {
  for (const button of part.querySelectorAll("[data-sort]")) button.addEventListener("click", (event) => sortBy(event, root, button));
  for (const box of part.querySelectorAll("textarea")) grow(box);
}

/** @param {HTMLElement} root @returns {HTMLElement[]} the tabs of what the room has */
function tabsOf(root) {
  const tabs = [...root.querySelectorAll('[role="tab"]:not([data-off])')];
  return /** @type {HTMLElement[]} */ (tabs.filter((tab) => tab instanceof HTMLElement));
}

/** One tab is chosen: that one goes on, or the first where it has gone.
 * @param {HTMLElement} root */
function settle(root) {
  const tabs = tabsOf(root);
  const chosen = tabs.find((tab) => tab.dataset["tab"] === root.dataset["tab"]) ?? tabs[0];
  if (chosen) choose(root, tabs, chosen);
}

/** @param {HTMLElement} root @param {Event} event */
function onTab(root, event) {
  const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
  if (!(tab instanceof HTMLElement)) return;
  if (event instanceof KeyboardEvent) return arrow(event, root, tabsOf(root), tab);
  event.preventDefault();
  choose(root, tabsOf(root), tab);
}

/** @param {HTMLElement} root @param {HTMLElement[]} tabs @param {HTMLElement} tab */
function choose(root, tabs, tab) {
  for (const one of tabs) {
    const is = one === tab;
    one.setAttribute("aria-selected", String(is));
    one.tabIndex = is ? 0 : -1;
    const pane = document.getElementById(one.getAttribute("aria-controls") ?? "");
    if (pane) pane.hidden = !is;
    if (is && pane) toEnd(pane);
  }
  root.dataset["tab"] = tab.dataset["tab"] ?? "";
  const url = new URL(location.href);
  url.searchParams.set("tab", tab.dataset["tab"] ?? "");
  history.replaceState(null, "", url);
}

/** @param {KeyboardEvent} event @param {HTMLElement} root @param {HTMLElement[]} tabs @param {HTMLElement} tab */
function arrow(event, root, tabs, tab) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  choose(root, tabs, next);
  next.focus();
}

/** @param {HTMLElement} pane */
function toEnd(pane) {
  const log = pane.querySelector('[role="log"]');
  const box = log && scroller(log);
  if (box && !box.hasAttribute("data-read")) {
    box.scrollTop = box.scrollHeight;
    box.setAttribute("data-read", "");
  }
}

/** @param {HTMLElement} root @param {{type: string, data: {here?: string}}} signal */
function presence(root, signal) {
  const place = root.querySelector("[data-presence]");
  if (signal.type !== "presence" || !(place instanceof HTMLElement)) return;
  const here = signal.data.here ?? "none";
  const words = { none: place.dataset["none"], few: place.dataset["few"] };
  const text = here === "none" || here === "few" ? words[here] : (place.dataset["about"] ?? "").replace("{n}", here);
  place.textContent = text ?? "";
  if (here === "few" && place.dataset["here"]) void names(place, text ?? "");
}

/** In a small room the names of those who chose to be listed.
 * @param {HTMLElement} place @param {string} few */
async function names(place, few) {
  const answer = await fetch(place.dataset["here"] ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  const said = answer?.ok ? (await answer.text()).trim() : "";
  if (!said || place.textContent !== few) return;
  const plain = new DOMParser().parseFromString(said, "text/html").body.textContent ?? "";
  place.textContent = plain.trim();
  place.title = plain.trim();
  // Who comes and goes among a few changes no step, so the names are asked for again
  setTimeout(() => place.textContent === plain.trim() && ((place.textContent = few), void names(place, few)), NAMES_AGAIN);
}

/** @param {Event} event @param {HTMLElement} root @param {Element} button */
function sortBy(event, root, button) {
  event.preventDefault();
  for (const one of root.querySelectorAll("[data-sort]")) one.setAttribute("aria-pressed", String(one === button));
  resort(root);
}

/** Order by votes changes only when the reader asks for it.
 * @param {HTMLElement} root */
function resort(root) {
  const list = root.querySelector("[data-sortable]");
  const how = root.querySelector('[data-sort][aria-pressed="true"]')?.getAttribute("data-sort") ?? "votes";
  if (!list) return;
  const number = (/** @type {Element} */ node, /** @type {string} */ name) => Number(node.getAttribute(`data-${name}`) ?? 0);
  const pinned = (/** @type {Element} */ node) => (node.getAttribute("data-state") === "on_stage" ? -1e12 : node.hasAttribute("data-pinned") ? -1e11 : 0);
  if (how === "newest") sortList(list, (node) => -number(node, "order"));
  else sortList(list, (node) => pinned(node) - votesOf(node) * 1e6 + number(node, "order"));
  for (const node of sorted(list)) {
    if (node instanceof HTMLElement) node.hidden = how === "answered" && !(node.dataset["state"] ?? "").startsWith("answered");
  }
}

/** @param {Element} node @returns {number} */
function votesOf(node) {
  return Number(node.querySelector('[id$="-votes"]')?.textContent ?? 0);
}

/** The composer grows with what is written, to a third of the panel.
 * @param {HTMLTextAreaElement} box */
function grow(box) {
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 180)}px`;
  };
  box.addEventListener("input", fit);
  box.form?.addEventListener("reset", () => setTimeout(fit));
}

/** My own waiting questions are told to nobody else, so no stream carries them: the page asks for them again.
 * @param {HTMLElement} root */
async function refresh(root) {
  for (const region of root.querySelectorAll("[data-refresh]")) {
    const answer = await fetch(region.getAttribute("data-refresh") ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok) continue;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    region.replaceChildren(...fresh.body.childNodes);
    localise(region);
  }
}

/** @param {HTMLElement} root @param {Event} event */
function toldOfQuestions(root, event) {
  const { type } = /** @type {CustomEvent} */ (event).detail;
  const own = [...root.querySelectorAll("[data-refresh]")].some((one) => one.childElementCount);
  if (own && ["question.published", "question.staged", "question.withdrawn", "message.posted"].includes(type)) void refresh(root);
}

/** After my own message I stand at the end of the list.
 * @param {HTMLElement} root @param {Event} event */
function afterSending(root, event) {
  const form = event.target;
  const { detail } = /** @type {CustomEvent} */ (event);
  if (form instanceof HTMLFormElement && (form.dataset["command"] === "question.ask" || detail.result?.waits || detail.by?.dataset["command"] === "question.withdraw")) void refresh(root);
  const pane = form instanceof HTMLFormElement && "enter" in form.dataset ? form.closest(".pane") : null;
  const log = pane && root.querySelector('[role="log"]');
  const box = log && scroller(log);
  if (box && !isAtEnd(box)) box.scrollTop = box.scrollHeight;
  form instanceof HTMLFormElement && form.querySelector("textarea")?.focus();
}

/** What a late comer missed is fetched when she asks for it.
 * @param {Element} box */
async function catchUp(box) {
  const answer = await fetch(box.getAttribute("data-missed") ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  const place = box.querySelector("[data-missed-box]");
  if (!answer?.ok || !(place instanceof HTMLElement)) return;
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("missed");
  place.replaceChildren(...(parts?.childNodes ?? []));
  localise(place);
}
