// Moving a session: by pointer or by keyboard. Both end in one spot, which `put` takes to the server.

import { HEAD, firstFree, holds, inTheWay, kept, moved, timeAt } from "./geometry.js";
import { part, say, showSpeakers, stand } from "./drawing.js";
import { announce } from "../announce.js";
import { clock } from "../time.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Item} Item */
/** @typedef {import("./geometry.js").Spot} Spot */
/** @typedef {{grid: HTMLElement, tray: HTMLElement, plan: () => Plan, words: Record<string, string>,
 *   put: (item: Item, spot: Spot) => void, takeOut: (item: Item) => void, choose: (item: Item) => void}} Table */

const FAR = 4; // pixels before a press becomes a drag

/** @param {Table} table */
export function start(table) {
  const root = table.grid.closest(".ed");
  if (!(root instanceof HTMLElement)) return;
  root.addEventListener("pointerdown", (event) => press(event, table));
  root.addEventListener("keydown", (event) => key(event, table));
  root.addEventListener("focusin", (event) => {
    const item = itemOf(event.target, table);
    if (item) table.choose(item);
  });
}

/** @param {EventTarget|null} target @param {Table} table @returns {Item|undefined} */
function itemOf(target, table) {
  const node = target instanceof Element ? target.closest("[data-key]") : null;
  return table.plan().items.find((item) => item.key === node?.getAttribute("data-key"));
}

/** What a spot is called, and what speaks against it.
 * @param {Item} item @param {Spot} spot @param {Table} table */
export function describe(item, spot, { plan, words }) {
  const { zone, places, items, speakers } = plan();
  const place = places.find((one) => one.id === spot.place);
  const where = place?.name ?? say(words, "nowhere");
  const against = [];
  const there = inTheWay(spot, items.filter((one) => !one.waiting), item.waiting ? null : item.id);
  if (there) against.push(say(words, "taken", { title: there.title }));
  if (place && !holds(place.open, spot)) against.push(say(words, "closed", { place: place.name }));
  for (const id of item.speakers) {
    const speaker = speakers.get(id);
    if (!speaker) continue;
    if (!holds(speaker.open, spot)) against.push(say(words, "away", { name: speaker.name }));
    const busy = items.some((one) => !one.waiting && one.key !== item.key && one.speakers.includes(id) && one.start < spot.end && spot.start < one.end);
    if (busy) against.push(say(words, "busy", { name: speaker.name }));
  }
  const at = say(words, "at", { start: clock(new Date(spot.start), zone), end: clock(new Date(spot.end), zone), place: where });
  return { at, against };
}

// ---- by pointer ----------------------------------------------------------------------------------------------------

/** @param {PointerEvent} event @param {Table} table */
function press(event, table) {
  const item = itemOf(event.target, table);
  const node = event.target instanceof Element ? event.target.closest("[data-key]") : null;
  if (!item || !(node instanceof HTMLElement) || event.button !== 0) return;
  const box = node.getBoundingClientRect();
  const grip = item.waiting ? 0 : event.clientY - box.top;
  const ends = new AbortController();
  const { signal } = ends;
  /** @type {ReturnType<typeof ghostOf>|null} */
  let ghost = null;
  const from = [event.clientX, event.clientY];
  node.setPointerCapture(event.pointerId);
  node.addEventListener("pointermove", (move) => {
    if (!ghost && Math.hypot(move.clientX - (from[0] ?? 0), move.clientY - (from[1] ?? 0)) < FAR) return;
    ghost ??= ghostOf(item, node, table);
    ghost.to(spotUnder(move, item, grip, table));
    table.tray.classList.toggle("over", !item.waiting && over(table.tray, move));
  }, { signal });
  const finish = (/** @type {PointerEvent} */ up) => {
    ends.abort();
    table.tray.classList.remove("over");
    const spot = ghost?.end();
    if (!ghost) return;
    if (!item.waiting && over(table.tray, up)) table.takeOut(item);
    else if (spot && up.type === "pointerup") table.put(item, spot);
  };
  node.addEventListener("pointerup", finish, { signal });
  node.addEventListener("pointercancel", finish, { signal });
  addEventListener("keydown", (pressed) => {
    if (pressed.key !== "Escape") return;
    ends.abort();
    ghost?.end();
  }, { signal });
}

/** @param {HTMLElement} node @param {PointerEvent} event */
function over(node, event) {
  const box = node.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}

/** @param {PointerEvent} event @param {Item} item @param {number} grip @param {Table} table @returns {Spot|null} */
function spotUnder(event, item, grip, table) {
  const plan = table.plan();
  const box = table.grid.getBoundingClientRect();
  const rowHeight = parseFloat(getComputedStyle(table.grid).gridAutoRows) || 9;
  const heads = [...table.grid.querySelectorAll(".ed-head")];
  const column = heads.findIndex((head) => {
    const { left, right } = head.getBoundingClientRect();
    return event.clientX >= left && event.clientX < right;
  });
  const place = plan.places[column];
  if (!place) return null;
  const start = timeAt(event.clientY - grip - box.top - (HEAD - 1) * rowHeight, rowHeight, plan.first);
  return kept({ start, end: start + item.end - item.start, place: place.id }, plan.first, plan.last);
}

/** The frame that shows where it would go.
 * @param {Item} item @param {HTMLElement} node @param {Table} table */
function ghostOf(item, node, table) {
  const frame = part("div", "ed-ghost");
  const hide = showSpeakers(table.grid, item, table.plan(), table.words);
  node.classList.add("is-held");
  table.grid.append(frame);
  frame.hidden = true;
  /** @type {Spot|null} */
  let last = null;
  return {
    /** @param {Spot|null} spot */
    to(spot) {
      last = spot;
      frame.hidden = !spot;
      if (!spot) return;
      stand(frame, spot, table.plan());
      const { at, against } = describe(item, spot, table);
      frame.textContent = [at, ...against].join(" · ");
      frame.classList.toggle("is-taken", against.length > 0);
    },
    end() {
      frame.remove();
      hide();
      node.classList.remove("is-held");
      return last;
    },
  };
}

// ---- by keyboard ---------------------------------------------------------------------------------------------------

/** @type {{item: Item, spot: Spot, ghost: ReturnType<typeof ghostOf>}|null} */
let held = null;

/** @param {KeyboardEvent} event @param {Table} table */
function key(event, table) {
  const item = itemOf(event.target, table);
  if (!item || !(event.target instanceof HTMLElement)) return;
  if (event.key === "Delete" && !held && !item.waiting) table.takeOut(item);
  else if (event.key === "Enter" || event.key === " ") held ? drop(table) : pick(item, event.target, table);
  else if (event.key === "Escape" && held) leave(table);
  else if (event.key.startsWith("Arrow") && held) move(event, table);
  else {
    if (event.key === "Tab" && held) leave(table);
    return;
  }
  event.preventDefault();
}

/** @param {Item} item @param {HTMLElement} node @param {Table} table */
function pick(item, node, table) {
  const plan = table.plan();
  const taken = plan.items.filter((one) => !one.waiting);
  const spot = item.waiting ? firstFree(item.end, plan.places[0]?.id ?? null, taken, plan.first) : { start: item.start, end: item.end, place: item.place };
  held = { item, spot, ghost: ghostOf(item, node, table) };
  held.ghost.to(spot);
  announce(`${say(table.words, "picked", { title: item.title })} ${describe(item, spot, table).at}`);
}

/** @param {KeyboardEvent} event @param {Table} table */
function move(event, table) {
  if (!held) return;
  const plan = table.plan();
  const next = moved(held.spot, event.key, event.shiftKey, plan.places.map((place) => place.id));
  held.spot = kept(next, plan.first, plan.last);
  held.ghost.to(held.spot);
  const { at, against } = describe(held.item, held.spot, table);
  announce([at, ...against].join(". "));
  table.grid.querySelector(".ed-ghost")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @param {Table} table */
function drop(table) {
  const done = held;
  held = null;
  done?.ghost.end();
  if (done) table.put(done.item, done.spot);
}

/** @param {Table} table */
function leave(table) {
  held?.ghost.end();
  if (held) announce(say(table.words, "left", { title: held.item.title }));
  held = null;
}

/** @returns {boolean} whether something is in the hand, so that the page must not be drawn anew */
export function isHolding() {
  return held !== null || document.querySelector(".ed-ghost") !== null;
}
