import assert from "node:assert/strict";
import { test } from "node:test";

import { STEP, firstFree, holds, inTheWay, kept, moved, outside, rowOf, timeAt } from "../static/js/editor/geometry.js";

const nine = Date.UTC(2026, 10, 25, 9);
const spot = (from, to, place = 1) => ({ start: nine + from * 60_000, end: nine + to * 60_000, place });

test("a time finds its row and the row its time", () => {
  for (let step = 0; step < 200; step += 7) assert.equal(timeAt((rowOf(nine + step * STEP, nine) - 6) * 9, 9, nine), nine + step * STEP);
  assert.equal(timeAt(4, 9, nine), nine); // less than half a row does not move it
});

test("arrow keys move by five minutes and by a place, with shift the end alone", () => {
  assert.deepEqual(moved(spot(0, 30), "ArrowDown", false, [1, 2]), spot(5, 35));
  assert.deepEqual(moved(spot(0, 30), "ArrowRight", false, [1, 2]), spot(0, 30, 2));
  assert.deepEqual(moved(spot(0, 30, 2), "ArrowRight", false, [1, 2]), spot(0, 30, 2));
  assert.deepEqual(moved(spot(0, 30), "ArrowUp", true, [1]), spot(0, 25));
  assert.deepEqual(moved(spot(0, 5), "ArrowUp", true, [1]), spot(0, 5)); // never shorter than a step
});

test("what is moved stays within the shown hours and keeps its length", () => {
  assert.deepEqual(kept(spot(-20, 10), nine, nine + 3_600_000), spot(0, 30));
  assert.deepEqual(kept(spot(50, 80), nine, nine + 3_600_000), spot(30, 60));
});

test("something is in the way only in the same place, at the same time, and not itself", () => {
  const taken = [{ id: 7, ...spot(0, 30) }];
  assert.equal(inTheWay(spot(20, 40), taken, null)?.id, 7);
  for (const free of [spot(30, 60), spot(20, 40, 2), spot(20, 40, null)]) assert.equal(inTheWay(free, taken, null), undefined);
  assert.equal(inTheWay(spot(20, 40), taken, 7), undefined);
  assert.deepEqual(firstFree(30 * 60_000, 1, taken, nine), spot(30, 60));
});

test("windows that touch are one; outside of them is shaded; none at all means always", () => {
  const windows = [[nine, nine + 30 * 60_000], [nine + 30 * 60_000, nine + 60 * 60_000]];
  assert.ok(holds(windows, spot(10, 50)));
  assert.ok(!holds(windows, spot(50, 70)));
  assert.ok(holds(null, spot(0, 999)));
  assert.deepEqual(outside(windows, nine, nine + 90 * 60_000), [[nine + 60 * 60_000, nine + 90 * 60_000]]);
  assert.deepEqual(outside(null, nine, nine + 1), []);
});
