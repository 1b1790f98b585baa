import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = /** @type {any} */ ({ documentElement: { lang: "en-GB", dataset: {} } });
const time = await import("../static/js/time.js");

const at = new Date("2026-11-26T15:00:00Z");

test("my time stands beside congress time, with the day when it is another one", () => {
  assert.equal(time.clock(at, "Asia/Kolkata"), "20:30");
  assert.equal(time.mineFor(at, null, "full", "Europe/Berlin", "Asia/Kolkata"), "20:30 UTC+05:30");
  assert.equal(time.mineFor(at, null, "time", "Europe/Berlin", "Pacific/Auckland"), "Fri 27 Nov, 04:00");
});

test("two zones with the same hour agree", () => {
  assert.ok(time.agree(at, "Europe/Berlin", "Europe/Paris"));
  assert.ok(!time.agree(at, "Europe/Berlin", "Europe/Lisbon"));
});

test("a countdown is told in the largest useful words", () => {
  const before = (minutes) => new Date(at.getTime() - minutes * 60_000);
  assert.equal(time.countdown(at, before(4)), "in 4 min");
  assert.equal(time.countdown(at, before(130)), "in 2 h 10 min");
  assert.equal(time.countdown(at, at), "now");
});

test("the sun is left at six, high at noon, under the horizon at midnight", () => {
  assert.deepEqual(time.sun(360).map(Math.round), [3, 28]);
  assert.deepEqual(time.sun(720).map(Math.round), [29, 4]);
  assert.deepEqual(time.sun(0).map(Math.round), [29, 31]);
});
