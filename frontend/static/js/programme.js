// The programme's grid and now-line. Without this the same sessions stand as a list by time.

import { clock } from "./time.js";

const STEP = 5 * 60_000; // one row of the grid is five minutes
const HEAD = 6; // the first row below the heads

for (const grid of document.querySelectorAll("[data-grid]")) if (grid instanceof HTMLElement) lay(grid);
nowLines();
setInterval(nowLines, 30_000);
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("change", () => form instanceof HTMLFormElement && form.requestSubmit());
}
foldPast();

/** Each item names its place (data-col, from 0) and its instants (data-start, data-end).
 * @param {HTMLElement} grid */
function lay(grid) {
  const items = [...grid.querySelectorAll("[data-start]")].filter((item) => item instanceof HTMLElement);
  if (!items.length) return;
  const starts = items.map((item) => Date.parse(item.dataset["start"] ?? ""));
  const ends = items.map((item) => Date.parse(item.dataset["end"] ?? ""));
  const hour = 3_600_000;
  const first = Math.floor(Math.min(...starts) / hour) * hour;
  const last = Math.max(...ends);
  grid.dataset["first"] = String(first);
  grid.dataset["last"] = String(last);
  items.forEach((item, at) => {
    item.style.gridColumn = String(Number(item.dataset["col"] ?? 0) + 2);
    item.style.gridRow = `${row(starts[at] ?? first, first)} / ${row(ends[at] ?? first, first)}`;
  });
  share(items);
  grid.querySelectorAll("[data-place]").forEach((head, at) => head instanceof HTMLElement && (head.style.gridColumn = String(at + 2)));
  hours(grid, first, last);
  scrollToNow(grid, first);
}

/** @param {number} at @param {number} first @returns {number} */
function row(at, first) {
  return HEAD + Math.round((at - first) / STEP);
}

/** Two at one time in one place (real programmes have them) stand side by side.
 * @param {HTMLElement[]} items */
function share(items) {
  for (const item of items) {
    const same = items.filter((other) => other.style.gridColumn === item.style.gridColumn && overlap(item, other));
    if (same.length < 2) continue;
    item.style.width = `calc(${100 / same.length}% - 6px)`;
    item.style.marginInlineStart = `calc(${(100 / same.length) * same.indexOf(item)}% + 3px)`;
  }
}

/** @param {HTMLElement} a @param {HTMLElement} b */
function overlap(a, b) {
  return (a.dataset["start"] ?? "") < (b.dataset["end"] ?? "") && (b.dataset["start"] ?? "") < (a.dataset["end"] ?? "");
}

/** @param {HTMLElement} grid @param {number} first @param {number} last */
function hours(grid, first, last) {
  const zone = grid.dataset["zone"] ?? "UTC";
  for (let at = first; at < last; at += 3_600_000) {
    for (const name of ["grid-hour", "grid-line"]) {
      const node = document.createElement("div");
      node.className = name;
      if (name === "grid-hour") node.textContent = clock(new Date(at), zone);
      node.style.gridRow = String(row(at, first));
      grid.prepend(node);
    }
  }
}

/** @param {HTMLElement} grid @param {number} first */
function scrollToNow(grid, first) {
  const box = grid.closest(".grid-box");
  const now = Date.now();
  if (!box || now < first || now > Number(grid.dataset["last"])) return;
  box.scrollTop = Math.max(0, (row(now, first) - HEAD - 6) * 9);
}

/** Late in the day what is over stands folded, one press away.
 */
function foldPast() {
  const slots = [...document.querySelectorAll(".slot")];
  const over = slots.filter((slot) => [...slot.querySelectorAll("[data-end]")].every((item) => Date.parse(item.getAttribute("data-end") ?? "") < Date.now()));
  const button = document.querySelector("[data-unfold]");
  if (!(button instanceof HTMLElement) || over.length < 3 || over.length === slots.length) return;
  for (const slot of over) slot.classList.add("folded");
  over[0]?.before(button);
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const slot of over) slot.classList.remove("folded");
    button.remove();
  });
}

function nowLines() {
  const now = Date.now();
  for (const grid of document.querySelectorAll("[data-grid]")) {
    if (!(grid instanceof HTMLElement)) continue;
    const { first, last, zone = "UTC" } = grid.dataset;
    let line = grid.querySelector(".now-line");
    if (now < Number(first) || now > Number(last)) {
      line?.remove();
      continue;
    }
    if (!line) {
      line = document.createElement("div");
      line.className = "now-line";
      line.append(document.createElement("span"));
      grid.append(line);
    }
    if (line instanceof HTMLElement) line.style.gridRow = String(row(now, Number(first)));
    if (line.firstElementChild) line.firstElementChild.textContent = clock(new Date(now), zone);
  }
}
