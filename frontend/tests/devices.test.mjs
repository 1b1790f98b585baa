import assert from "node:assert/strict";
import { test } from "node:test";

const { loudness } = await import("../static/js/devices.js");

test("silence is nothing and full scale is a hundred", () => {
  assert.equal(loudness(new Uint8Array([128, 128])), 0);
  assert.equal(loudness(new Uint8Array([128, 0])), 100);
  assert.equal(loudness(new Uint8Array([128, 192])), 50);
});
