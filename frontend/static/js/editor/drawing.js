// Draws the day: heads, hours, sessions at their place and time, and what waits in the tray.

import { HEAD, STEP, outside, rowOf } from "./geometry.js";
import { clock } from "../time.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Item} Item */
/** @typedef {import("./geometry.js").Spot} Spot */
/** @typedef {Record<string, string>} Words */

/** @param {string} name @param {string} look @returns {HTMLElement} */
export function part(name, look) {
  const node = document.createElement(name);
  node.className = look;
  return node;
}

/** @param {Words} words @param {string} name @param {Record<string, string>} [values] @returns {string} */
export function say(words, name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

/** @param {HTMLElement} grid @param {Plan} plan @param {Words} words */
export function drawGrid(grid, plan, words) {
  grid.replaceChildren();
  plan.places.forEach((place, at) => {
    const head = part("div", "ed-head");
    head.style.gridColumn = String(at + 2);
    head.textContent = place.name;
    grid.append(head);
    for (const [start, end] of outside(place.open, plan.first, plan.last)) {
      grid.append(shade(plan, start, end, at + 2, say(words, "closed", { place: place.name }), false));
    }
  });
  for (let at = plan.first; at < plan.last; at += 3_600_000) {
    const hour = part("div", "ed-hour");
    hour.textContent = clock(new Date(at), plan.zone);
    const line = part("div", "ed-line");
    for (const node of [hour, line]) node.style.gridRow = String(rowOf(at, plan.first));
    grid.append(hour, line);
  }
  const floor = part("div", "ed-line");
  floor.style.gridRow = String(HEAD + Math.ceil((plan.last - plan.first) / STEP));
  grid.append(floor);
  for (const item of plan.items) if (!item.waiting) grid.append(block(item, plan, words));
  share(grid, plan);
}

/** @param {HTMLElement} tray @param {Plan} plan @param {Words} words */
export function drawTray(tray, plan, words) {
  const head = document.createElement("h2");
  const waiting = plan.items.filter((item) => item.waiting);
  head.textContent = waiting.length ? say(words, "waiting") : say(words, "none_waiting");
  tray.replaceChildren(head, ...waiting.map((item) => block(item, plan, words)));
}

/** @param {Item} item @param {Plan} plan @param {Words} words @returns {HTMLElement} */
function block(item, plan, words) {
  const node = part("button", "ed-item");
  node.setAttribute("type", "button");
  node.dataset["key"] = item.key;
  if (item.colour !== null) node.classList.add(`tr-${item.colour}`);
  if (item.kind !== "talk") node.classList.add(`is-${item.kind}`);
  if (item.state !== "confirmed") node.classList.add("is-open");
  const title = document.createElement("b");
  title.textContent = item.title;
  title.dir = "auto";
  const small = document.createElement("small");
  const about = [item.waiting ? say(words, "minutes", { n: String(item.minutes) }) : `${clock(new Date(item.start), plan.zone)}–${clock(new Date(item.end), plan.zone)}`];
  if (item.state !== "confirmed") about.push(say(words, "unconfirmed"));
  small.textContent = about.join(" · ");
  node.append(title, small);
  if (!item.waiting) stand(node, item, plan);
  return node;
}

/** @param {HTMLElement} node @param {Spot} spot @param {Plan} plan */
export function stand(node, spot, plan) {
  const column = plan.places.findIndex((place) => place.id === spot.place);
  node.style.gridColumn = String((column < 0 ? plan.places.length : column) + 2);
  node.style.gridRow = `${rowOf(spot.start, plan.first)} / ${rowOf(spot.end, plan.first)}`;
}

/** Two at one time in one place stand side by side.
 * @param {HTMLElement} grid @param {Plan} plan */
function share(grid, plan) {
  const items = plan.items.filter((item) => !item.waiting);
  for (const item of items) {
    const same = items.filter((other) => other.place === item.place && other.start < item.end && item.start < other.end);
    const node = grid.querySelector(`[data-key="${item.key}"]`);
    if (same.length < 2 || !(node instanceof HTMLElement)) continue;
    node.style.width = `calc(${100 / same.length}% - 6px)`;
    node.style.marginInlineStart = `calc(${(100 / same.length) * same.indexOf(item)}% + 3px)`;
  }
}

/** @param {Plan} plan @param {number} start @param {number} end @param {number|string} column @param {string} text @param {boolean} busy */
function shade(plan, start, end, column, text, busy) {
  const node = part("div", busy ? "ed-shade is-busy" : "ed-shade");
  node.style.gridColumn = String(column);
  node.style.gridRow = `${rowOf(Math.max(start, plan.first), plan.first)} / ${rowOf(Math.min(end, plan.last), plan.first)}`;
  node.textContent = text;
  return node;
}

/** While something is held: when its speakers cannot come, or speak elsewhere.
 * @param {HTMLElement} grid @param {Item} item @param {Plan} plan @param {Words} words @returns {() => void} takes it away */
export function showSpeakers(grid, item, plan, words) {
  const nodes = item.speakers.flatMap((id) => {
    const speaker = plan.speakers.get(id);
    if (!speaker) return [];
    const away = outside(speaker.open, plan.first, plan.last).map(([start, end]) => shade(plan, start, end, "2 / -1", say(words, "away", { name: speaker.name }), true));
    const busy = plan.items
      .filter((other) => !other.waiting && other.key !== item.key && other.speakers.includes(id))
      .map((other) => shade(plan, other.start, other.end, "2 / -1", say(words, "busy", { name: speaker.name }), true));
    return [...away, ...busy];
  });
  grid.append(...nodes);
  return () => nodes.forEach((node) => node.remove());
}
