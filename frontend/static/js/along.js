// Beside a recording: chat and questions appear at the second at which they were written, as far as the player is.

import { sorted, sortList } from "./fragments.js";
import { scroller } from "./live.js";
import { overlay, set } from "./mine.js";
import { localise } from "./time.js";

const AHEAD = 20; // seconds before the end of what is loaded at which more is fetched
const NOW = 60; // seconds for which a question is marked as asked at this point

const room = document.querySelector("[data-along]");
/** What stood in the chat before we followed, to be put back. @type {Element[]|null} */
let before = null;
/** The stretch of the session that the chat holds: from, up to (Infinity at the end), and the cursor to go on. */
let held = { from: Infinity, upto: -1, following: "" };
let busy = false;

if (room instanceof HTMLElement) {
  // Events of media do not bubble: they are caught on their way down
  for (const name of ["timeupdate", "seeked"]) document.addEventListener(name, (event) => follow(event.target), true);
  document.addEventListener("meridian:event", () => arrived(room.querySelector("video")));
  document.addEventListener("click", seek);
  room.querySelector("[data-follow]")?.addEventListener("change", changed);
  for (const list of lists()) for (const node of sorted(list)) node.setAttribute("data-old", "");
}

/** @returns {HTMLElement[]} */
function lists() {
  return [...(room?.querySelectorAll('ol[id^="messages-"], ol[id^="questions-"]') ?? [])].filter((list) => list instanceof HTMLElement);
}

/** @returns {boolean} */
function wanted() {
  const box = room?.querySelector("[data-follow]");
  return !(box instanceof HTMLInputElement) || box.checked;
}

/** Seconds of the session at which the player is; null where no recording plays.
 * @param {EventTarget|null} target @returns {number|null} */
function second(target) {
  const stage = target instanceof HTMLVideoElement ? target.closest("[data-recording]") : null;
  if (!(stage instanceof HTMLElement) || !(target instanceof HTMLVideoElement)) return null;
  return Math.max(0, target.currentTime - Number(stage.dataset["recording"]));
}

/** @param {EventTarget|null} target */
function follow(target) {
  const at = second(target);
  if (at === null || !wanted() || (before === null && target instanceof HTMLVideoElement && target.paused && at < 1)) return;
  before ??= chat() ? sorted(/** @type {HTMLElement} */ (chat())) : [];
  if (at < held.from || at > held.upto) void load(`at=${Math.floor(at)}`, true);
  else if (at > held.upto - AHEAD && held.following) void load(`after=${held.following}`, false);
  reveal(at);
}

/** A new message takes its place among those of the recording.
 * @param {HTMLVideoElement|null} video */
function arrived(video) {
  if (before === null || !wanted()) return;
  inOrder();
  follow(video);
}

function inOrder() {
  const list = chat();
  if (list) sortList(list, (node) => markOf(node) * 1e9 + Number(node.getAttribute("data-order")));
}

/** @returns {HTMLElement|undefined} */
function chat() {
  return lists().find((list) => list.id.startsWith("messages-"));
}

/** @param {string} query @param {boolean} anew whether it takes the place of what is held */
async function load(query, anew) {
  if (busy || !(room instanceof HTMLElement)) return;
  busy = true;
  try {
    const answer = await fetch(`${room.dataset["along"]}?${query}`, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = fresh.getElementById("along");
    if (part) take(part, fresh, anew);
  } catch {
    // The line is away: what is held stays, and the next second of the player asks again
  } finally {
    busy = false;
  }
}

/** @param {HTMLElement} part @param {Document} fresh @param {boolean} anew */
function take(part, fresh, anew) {
  const upto = part.dataset["upto"] ? Number(part.dataset["upto"]) : Infinity;
  const list = chat();
  if (anew && list) for (const node of sorted(list)) if (node.hasAttribute("data-old")) node.remove();
  held = { from: anew ? Number(part.dataset["from"]) : held.from, upto, following: part.dataset["following"] ?? "" };
  for (const node of [...part.children]) put(node);
  const own = JSON.parse(fresh.getElementById("mine")?.textContent ?? "{}");
  for (const kind of ["messages", "reacts"]) for (const key of own[kind] ?? []) set(`${kind}:${key}`, true);
  inOrder();
  if (list) list.dataset["grown"] = String(Number.MAX_SAFE_INTEGER); // what is to come must not be trimmed
  const at = second(room?.querySelector("video") ?? null);
  if (at !== null) reveal(at);
}

/** @param {Element} node */
function put(node) {
  if (document.getElementById(node.id)) return;
  const list = lists().find((one) => node.id.startsWith(one.id.startsWith("messages-") ? "message-" : "question-"));
  node.setAttribute("data-old", "");
  node.classList.add("later");
  list?.append(node);
  if (node instanceof HTMLElement) localise(node);
  overlay(node);
}

/** Show what was written up to this second; what is written now, by others who watch, is always there.
 * @param {number} at */
function reveal(at) {
  const stage = room?.querySelector("[data-recording]");
  const sitting = stage instanceof HTMLElement ? stage.dataset["sitting"] : undefined;
  for (const list of lists()) {
    const talk = list.id.startsWith("messages-");
    const box = scroller(list);
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
    for (const node of sorted(list)) {
      const late = node.hasAttribute("data-old") && (markOf(node) === Infinity ? talk : markOf(node) > at);
      node.classList.toggle("later", late && !(sitting && node.getAttribute("data-sitting") === sitting));
      node.classList.toggle("at-now", !talk && markOf(node) <= at && markOf(node) > at - NOW);
    }
    if (talk && atEnd) box.scrollTop = box.scrollHeight;
  }
}

/** @param {Element} node @returns {number} */
function markOf(node) {
  return Number(node.getAttribute("data-mark") ?? Infinity);
}

/** To the second of a mark; without a player the link leads there.
 * @param {Event} event */
function seek(event) {
  const link = event.target instanceof Element ? event.target.closest("[data-seek]") : null;
  const video = room?.querySelector("[data-recording] video");
  const stage = video?.closest("[data-recording]");
  if (!link || !(video instanceof HTMLVideoElement) || !(stage instanceof HTMLElement) || video.hidden || stage.dataset["together"]) return;
  event.preventDefault();
  video.currentTime = Number(stage.dataset["recording"]) + Number(link.getAttribute("data-seek"));
  void video.play().catch(() => {});
}

/** Following ends or begins anew, as the reader ticks. */
function changed() {
  if (wanted()) return follow(room?.querySelector("video") ?? null);
  const list = chat();
  if (list && before) for (const node of before) if (!document.getElementById(node.id)) list.append(node);
  for (const one of lists()) for (const node of sorted(one)) node.classList.remove("later", "at-now");
  if (list) sortList(list, (node) => Number(node.getAttribute("data-order")));
  before = null;
  held = { from: Infinity, upto: -1, following: "" };
}
