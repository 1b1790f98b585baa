// Where in the grid a time is, and which time is where. Pure: instants are milliseconds, a row is five minutes.

export const STEP = 5 * 60_000;
export const HEAD = 6; // the first row below the heads

/** @typedef {{start: number, end: number, place: number|null}} Spot */
/** @typedef {{id: number, start: number, end: number, place: number|null}} Taken */

/** @param {number} at @param {number} first @returns {number} the grid row in which it begins */
export function rowOf(at, first) {
  return HEAD + Math.round((at - first) / STEP);
}

/** @param {number} offset pixels below the first row @param {number} rowHeight @param {number} first @returns {number} */
export function timeAt(offset, rowHeight, first) {
  return first + Math.round(offset / rowHeight) * STEP;
}

/** Keep a spot within the shown hours; its length stays.
 * @param {Spot} spot @param {number} first @param {number} last @returns {Spot} */
export function kept(spot, first, last) {
  const length = spot.end - spot.start;
  const start = Math.max(first, Math.min(spot.start, Math.max(first, last - length)));
  return { ...spot, start, end: start + length };
}

/** A key moves the spot: up and down by a step, left and right by a place, with Shift the end alone.
 * @param {Spot} spot @param {string} key @param {boolean} shift @param {number[]} places in their order @returns {Spot} */
export function moved(spot, key, shift, places) {
  const by = key === "ArrowUp" ? -STEP : key === "ArrowDown" ? STEP : 0;
  if (by && shift) return { ...spot, end: Math.max(spot.start + STEP, spot.end + by) };
  if (by) return { ...spot, start: spot.start + by, end: spot.end + by };
  const at = spot.place === null ? -1 : places.indexOf(spot.place);
  const next = key === "ArrowLeft" ? at - 1 : at + 1;
  return { ...spot, place: places[Math.max(0, Math.min(next, places.length - 1))] ?? null };
}

/** What is already in the place at that time.
 * @template {Taken} T @param {Spot} spot @param {T[]} taken @param {number|null} besides @returns {T|undefined} */
export function inTheWay(spot, taken, besides) {
  return taken.find((one) => one.id !== besides && one.place === spot.place && spot.place !== null && one.start < spot.end && spot.start < one.end);
}

/** Whether windows, those that touch taken together, hold all of a spot. No windows: at any time.
 * @param {[number, number][]|null} windows @param {Spot} spot @returns {boolean} */
export function holds(windows, spot) {
  if (!windows) return true;
  let reached = spot.start;
  for (const [start, end] of [...windows].sort((a, b) => a[0] - b[0])) {
    if (start > reached) break;
    reached = Math.max(reached, end);
  }
  return reached >= spot.end;
}

/** The parts of the shown hours outside of the windows.
 * @param {[number, number][]|null} windows @param {number} first @param {number} last @returns {[number, number][]} */
export function outside(windows, first, last) {
  if (!windows) return [];
  /** @type {[number, number][]} */
  const gaps = [];
  let reached = first;
  for (const [start, end] of [...windows].sort((a, b) => a[0] - b[0])) {
    if (start > reached) gaps.push([reached, Math.min(start, last)]);
    reached = Math.max(reached, end);
  }
  if (reached < last) gaps.push([reached, last]);
  return gaps;
}

/** The first free spot of a length in a place, for one that comes from the tray by keyboard.
 * @param {number} length @param {number|null} place @param {Taken[]} taken @param {number} first @returns {Spot} */
export function firstFree(length, place, taken, first) {
  let spot = { start: first, end: first + length, place };
  for (let there = inTheWay(spot, taken, null); there; there = inTheWay(spot, taken, null)) {
    spot = { start: there.end, end: there.end + length, place };
  }
  return spot;
}
