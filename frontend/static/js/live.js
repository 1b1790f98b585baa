// The page's one line to the server: streams named in the page are followed, their events become HTML.

import { applyPiece, isAtEnd, sorted } from "./fragments.js";
import { announce, retract } from "./announce.js";
import { csrf, newId } from "./door.js";
import { overlay } from "./mine.js";
import { Socket } from "./socket.js";
import { localise } from "./time.js";

/** @typedef {import("./socket.js").Frame} Frame */

/** @type {Socket|null} */
let socket = null;

/** Open the line when the page has something to follow. */
export function start() {
  const regions = document.querySelectorAll("[data-stream], [data-bell]");
  if (!regions.length || socket) return;
  socket = new Socket({
    connect: () => /** @type {any} */ (new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`)),
    later: (run, ms) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer),
    now: Date.now,
    random: Math.random,
    onFrame: receive,
    onState: showState,
    poll,
    post,
  });
  follow();
  socket.open();
  addEventListener("online", () => socket?.wake());
  addEventListener("pageshow", (event) => event.persisted && socket?.wake());
  document.addEventListener("visibilitychange", () => document.hidden || socket?.wake());
  document.addEventListener("click", jump);
  for (const box of document.querySelectorAll("[data-live]")) watchEnd(box);
  document.addEventListener("meridian:grown", (event) => event.target instanceof Element && grown(event.target));
}

/** The page has got a new part: its streams are followed from where it was drawn, the others go on.
 * @param {Element} part */
function grown(part) {
  follow(part);
  for (const box of part.querySelectorAll("[data-live]")) watchEnd(box);
  refreshCounts();
}

/** @param {string} name @param {object} data @param {string} [clientId] the same one twice is the same command
 * @returns {Promise<any>} */
export function command(name, data, clientId = newId()) {
  const entry = { id: 0, name, data, clientId, sent: true, resolve() {}, reject() {} };
  if (socket && socket.state !== "closed") return socket.command(name, data, clientId);
  return post(entry).then((frame) => {
    if (frame.op === "ack") return frame.result;
    throw Object.assign(new Error(frame.text ?? ""), { code: frame.code, field: frame.field ?? null });
  });
}

/** Follow the streams that the page names; call it again when the page has got new ones.
 * @param {ParentNode} [where] */
export function follow(where = document) {
  for (const region of where.querySelectorAll("[data-stream]")) {
    if (!(region instanceof HTMLElement)) continue;
    const { stream = "", after, epoch = "" } = region.dataset;
    const before = socket?.positions.get(stream)?.after ?? Infinity;
    // Two regions of one stream: the older position wins, since applying twice is harmless
    socket?.follow(stream, after === undefined ? null : Math.min(Number(after), before), epoch);
  }
}

/** @param {Frame} frame */
function receive(frame) {
  if (frame.op === "resync") void reload(frame.stream ?? "");
  else if (frame.op === "signal") dispatch("meridian:signal", frame);
  else {
    for (const piece of frame["html"] ?? []) show(piece);
    refreshCounts();
    dispatch("meridian:event", frame);
  }
}

/** @param {import("./fragments.js").Piece} piece */
function show(piece) {
  const list = document.getElementById(piece.target);
  const box = list && scroller(list);
  const follows = box ? isAtEnd(box) : false;
  const before = document.getElementById(piece.id)?.getAttribute("data-say");
  const { node, isNew } = applyPiece(document, piece);
  const said = node?.getAttribute("data-say");
  if (before && before !== said) retract(before);
  if (said && said !== before) announce(said);
  if (!node) return;
  localise(node);
  overlay(node);
  node.querySelectorAll(".needs-js").forEach((part) => part.removeAttribute("hidden"));
  if (!isNew || !list) return;
  if (box && follows && list.dataset["orderBy"] !== "held") box.scrollTop = box.scrollHeight;
  else waiting(list, 1);
}

/** @param {HTMLElement} list @param {number} more */
function waiting(list, more) {
  const count = more ? Number(list.dataset["waiting"] ?? 0) + more : 0;
  list.dataset["waiting"] = String(count);
  const button = document.querySelector(`[data-jump="${list.id}"]`);
  if (!(button instanceof HTMLElement)) return;
  button.hidden = count === 0;
  const words = count === 1 ? button.dataset["one"] : button.dataset["many"];
  const label = button.querySelector("[data-label]") ?? button;
  label.textContent = (words ?? "{n} new").replace("{n}", String(count));
}

/** @param {Event} event */
function jump(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-jump]") : null;
  const list = button && document.getElementById(button.getAttribute("data-jump") ?? "");
  if (!list) return;
  const nodes = sorted(list);
  const first = nodes[nodes.length - Number(list.dataset["waiting"] ?? 1)] ?? nodes[nodes.length - 1];
  waiting(list, 0);
  dispatch("meridian:sort", { list });
  first?.scrollIntoView({ block: "start" });
  if (first instanceof HTMLElement) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
}

/** @param {Element} list */
function watchEnd(list) {
  const box = scroller(list);
  if (!(list instanceof HTMLElement) || list.dataset["orderBy"] === "held") return;
  box.addEventListener("scroll", () => isAtEnd(box) && waiting(list, 0), { passive: true });
}

/** @param {Element} list @returns {Element} */
export function scroller(list) {
  return list.closest("[data-scroll]") ?? list;
}

function refreshCounts() {
  for (const place of document.querySelectorAll("[data-count-of]")) {
    const list = document.getElementById(place.getAttribute("data-count-of") ?? "");
    if (list) place.textContent = String(sorted(list).length + Number(list.getAttribute("data-more") ?? 0));
  }
}

/** Too far behind: fetch the page again and put its live regions in the place of ours.
 * @param {string} stream */
async function reload(stream) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const region of document.querySelectorAll(`[data-stream="${CSS.escape(stream)}"]`)) {
    const twin = fresh.getElementById(region.id);
    if (!(twin instanceof HTMLElement) || !(region instanceof HTMLElement)) continue;
    if ("live" in region.dataset) region.replaceChildren(...twin.childNodes);
    region.dataset["after"] = twin.dataset["after"] ?? "";
    region.dataset["epoch"] = twin.dataset["epoch"] ?? "";
    socket?.positions.delete(stream);
    localise(region);
    overlay(region);
  }
  follow();
  refreshCounts();
}

/** @param {string} stream @param {import("./socket.js").Position} at */
async function poll(stream, at) {
  const query = new URLSearchParams({ epoch: at.epoch });
  if (at.after !== null) query.set("after", String(at.after));
  const answer = await fetch(`/streams/${encodeURIComponent(stream)}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** The other door, with the same client_id. Answers like the socket does.
 * @param {import("./outbox.js").Entry} entry */
async function post(entry) {
  const answer = await fetch(`/c/${entry.name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify({ client_id: entry.clientId, data: entry.data }),
  });
  const body = await answer.json();
  if (answer.ok) return { op: "ack", id: entry.id, result: body.result };
  return { op: "error", id: entry.id, ...body.error };
}

/** @param {import("./socket.js").State} state */
function showState(state) {
  const banner = document.getElementById("offline");
  const away = state === "offline";
  document.documentElement.dataset["line"] = state;
  if (!banner) return;
  banner.hidden = !away;
  const text = banner.querySelector("[data-text]");
  if (text) text.textContent = away ? text.getAttribute("data-text") : "";
}

/** @param {string} name @param {object} detail */
function dispatch(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
