import assert from "node:assert/strict";
import { test } from "node:test";

import { Unsent } from "../static/js/unsent.js";

/** The storage of a tab, as it outlives a page. */
function tab() {
  const kept = new Map();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("what had no answer is there again in the next page of the tab, with the id it had", () => {
  const store = tab();
  new Unsent(() => store, () => 0).keep("bob 3", "message.post", { text: "hello" }, "id-1");
  const [word] = new Unsent(() => store, () => 60_000).of("bob 3");
  assert.deepEqual([word.name, word.data, word.clientId], ["message.post", { text: "hello" }, "id-1"]);
});

test("what was answered leaves nothing behind", () => {
  const store = tab();
  const unsent = new Unsent(() => store, () => 0);
  unsent.keep("bob 3", "message.post", {}, "id-1");
  unsent.keep("bob 4", "message.post", {}, "id-2");
  unsent.forget("id-1");
  assert.deepEqual(unsent.of("bob 3"), []);
  assert.equal(unsent.of("bob 4").length, 1);
  unsent.forget("id-2");
  assert.equal(store.kept.size, 0);
});

test("the next person in this tab does not get to say it", () => {
  const store = tab();
  const unsent = new Unsent(() => store, () => 0);
  unsent.keep("bob 3", "message.post", {}, "id-1");
  assert.deepEqual(unsent.of("ada 3"), []);
});

test("after a quarter of an hour it is not meant for this moment any more", () => {
  let now = 0;
  const store = tab();
  const unsent = new Unsent(() => store, () => now);
  unsent.keep("bob 3", "message.post", {}, "id-1");
  const [word] = unsent.of("bob 3");
  now = 14 * 60_000;
  assert.ok(unsent.isMeant(word));
  now = 16 * 60_000;
  assert.ok(!unsent.isMeant(word));
});

test("a tab that may not store anything goes on without", () => {
  const forbidden = () => {
    throw new Error("forbidden");
  };
  const unsent = new Unsent(forbidden, () => 0);
  unsent.keep("bob 3", "message.post", {}, "id-1");
  assert.deepEqual(unsent.of("bob 3"), []);
});
