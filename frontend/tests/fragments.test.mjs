import assert from "node:assert/strict";
import { test } from "node:test";

import { dataOf } from "../static/js/door.js";
import { isAtEnd, placeFor } from "../static/js/fragments.js";

test("a node goes after all that come before it", () => {
  assert.equal(placeFor([1, 2, 4], 3), 2);
  assert.equal(placeFor([], 3), 0);
  assert.equal(placeFor([1, 2], 9), 2);
  assert.equal(placeFor([5, 6], 1), 0);
});

test("equal orders keep the order of arrival", () => {
  assert.equal(placeFor([1, 2, 2], 2), 3);
});

test("the end of a list is the end within a line", () => {
  assert.ok(isAtEnd({ scrollHeight: 1000, scrollTop: 480, clientHeight: 500 }));
  assert.ok(!isAtEnd({ scrollHeight: 1000, scrollTop: 100, clientHeight: 500 }));
});

test("the fields of the door are no data, and a field of many values is a list", () => {
  const fields = [["csrfmiddlewaretoken", "x"], ["client_id", "y"], ["next", "/"], ["text", "hello"], ["topics", "1"], ["topics", "2"]];
  assert.deepEqual(dataOf(fields, new Set(["topics"])), { text: "hello", topics: ["1", "2"] });
  assert.deepEqual(dataOf([], new Set(["topics"])), { topics: [] });
});
