// Run with: node --test frontend/tests/

import assert from "node:assert/strict";
import { test } from "node:test";

import { fullJitter } from "../static/js/backoff.js";
import { Socket } from "../static/js/socket.js";

/** A world with a clock of its own and wires that the test holds the other end of. */
function world() {
  const wires = [];
  const timers = [];
  const seen = [];
  const states = [];
  const posted = [];
  let now = 0;
  const it = {
    wires, seen, states, posted, pages: [],
    connect() {
      const wire = { sent: [], send: (text) => wire.sent.push(JSON.parse(text)), close() {}, onopen: null, onmessage: null, onclose: null };
      wire.hear = (frame) => wire.onmessage({ data: JSON.stringify(frame) });
      wire.cut = (code = 1006, reason = "") => wire.onclose({ code, reason });
      wires.push(wire);
      return wire;
    },
    later(run, ms) {
      const timer = { run, at: now + ms };
      timers.push(timer);
      return timer;
    },
    cancel(timer) {
      if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
    },
    now: () => now,
    random: () => 0.5,
    onFrame: (frame) => seen.push(frame),
    onState: (state) => states.push(state),
    async poll(stream, at) {
      const page = it.pages.shift();
      if (!page) throw new Error("away");
      return page;
    },
    async post(entry) {
      posted.push(entry);
      return { op: "ack", id: entry.id, result: { by: "http" } };
    },
    async pass(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        it.cancel(next);
        next.run();
        await settle();
      }
      now = until;
    },
  };
  return it;
}

const settle = async () => {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
};
const hello = { op: "hello", v: 1, ping: 25, retry: { min: 0.5, max: 10 } };
const event = (seq) => ({ op: "event", stream: "room:3", seq, type: "message.posted", data: {}, html: [] });

function opened() {
  const around = world();
  const socket = new Socket(around);
  socket.follow("room:3", 17, "e1");
  socket.open();
  around.wires[0].hear(hello);
  return { around, socket };
}

test("a new line subscribes from the position the page was rendered at", () => {
  const { around } = opened();
  assert.deepEqual(around.wires[0].sent, [{ op: "subscribe", id: 1, stream: "room:3", after: 17, epoch: "e1" }]);
});

test("an event is applied once and in order", () => {
  const { around } = opened();
  for (const seq of [18, 18, 17, 19]) around.wires[0].hear(event(seq));
  assert.deepEqual(around.seen.map((frame) => frame.seq), [18, 19]);
});

test("a gap is asked for again and not skipped", () => {
  const { around } = opened();
  around.wires[0].hear(event(20));
  assert.deepEqual(around.seen, []);
  assert.equal(around.wires[0].sent.at(-1).after, 17);
  for (const seq of [18, 19, 20]) around.wires[0].hear(event(seq));
  assert.deepEqual(around.seen.map((frame) => frame.seq), [18, 19, 20]);
});

test("several events in one frame are taken apart", () => {
  const { around } = opened();
  around.wires[0].hear({ op: "events", stream: "room:3", events: [event(18), event(19)] });
  assert.deepEqual(around.seen.map((frame) => frame.seq), [18, 19]);
});

const seen = (wire) => wire.sent.filter((frame) => frame.op === "seen").map((frame) => frame.seq);

test("what was applied is acknowledged within a second, once", async () => {
  const { around } = opened();
  for (const seq of [18, 19, 20]) around.wires[0].hear(event(seq));
  assert.deepEqual(seen(around.wires[0]), []);
  await around.pass(1_000);
  await around.pass(5_000);
  assert.deepEqual(seen(around.wires[0]), [20]);
  assert.deepEqual(around.wires[0].sent.at(-1), { op: "seen", stream: "room:3", seq: 20 });
});

test("a burst is acknowledged every 64 events and does not wait for the second", () => {
  const { around } = opened();
  around.wires[0].hear({ op: "events", stream: "room:3", events: Array.from({ length: 130 }, (_, at) => event(18 + at)) });
  assert.deepEqual(seen(around.wires[0]), [81, 145]);
});

test("in a loud room the count alone decides: the clock begins anew after each acknowledgement", async () => {
  const { around } = opened();
  around.wires[0].hear({ ...hello, ack: { events: 2, seconds: 4 } });
  around.wires[0].hear(event(18));
  await around.pass(3_000);
  for (const seq of [19, 20]) around.wires[0].hear(event(seq));
  await around.pass(2_000);
  assert.deepEqual(seen(around.wires[0]), [19]);
  await around.pass(2_000);
  assert.deepEqual(seen(around.wires[0]), [19, 20]);
});

test("the server says how often it wants to hear of it", async () => {
  const { around } = opened();
  around.wires[0].hear({ ...hello, ack: { events: 2, seconds: 4 } });
  for (const seq of [18, 19, 20]) around.wires[0].hear(event(seq));
  assert.deepEqual(seen(around.wires[0]), [19]);
  await around.pass(3_000);
  assert.deepEqual(seen(around.wires[0]), [19]);
  await around.pass(1_000);
  assert.deepEqual(seen(around.wires[0]), [19, 20]);
});

test("an event that was not applied is not acknowledged", async () => {
  const { around } = opened();
  around.wires[0].hear(event(25));
  await around.pass(2_000);
  assert.deepEqual(seen(around.wires[0]), []);
});

test("a cut line acknowledges nothing afterwards: the position it comes back with says it", async () => {
  const { around } = opened();
  around.wires[0].hear(event(18));
  around.wires[0].cut();
  await around.pass(10_000);
  around.wires[1].hear(hello);
  await around.pass(2_000);
  assert.deepEqual(seen(around.wires[1]), []);
  assert.equal(around.wires[1].sent[0].after, 18);
});

test("with too many sockets open the same comes by polling, and the line is tried after the time that was told", async () => {
  const { around } = opened();
  around.pages = Array.from({ length: 40 }, () => ({ events: [] }));
  around.wires[0].hear({ op: "away", retry_after: 60 });
  around.wires[0].cut(4429);
  await around.pass(20_000);
  assert.equal(around.wires.length, 1);
  assert.equal(around.states.at(-1), "polling");
  await around.pass(45_000);
  assert.equal(around.wires.length, 2);
});

test("after a cut it resumes after the last event it applied", async () => {
  const { around } = opened();
  around.wires[0].hear(event(18));
  around.wires[0].cut();
  await around.pass(2000);
  around.wires[1].hear(hello);
  assert.equal(around.wires[1].sent[0].after, 18);
});

test("a command without an answer goes again with the same client_id", async () => {
  const { around, socket } = opened();
  const answer = socket.command("message.post", { text: "hello" }, "11111111-1111-4111-8111-111111111111");
  around.wires[0].cut();
  await around.pass(2000);
  around.wires[1].hear(hello);
  const again = around.wires[1].sent.find((frame) => frame.op === "command");
  assert.equal(again.client_id, "11111111-1111-4111-8111-111111111111");
  around.wires[1].hear({ op: "ack", id: again.id, result: { message: 4 } });
  assert.deepEqual(await answer, { message: 4 });
});

test("an answered command is not sent again", async () => {
  const { around, socket } = opened();
  const answer = socket.command("question.vote", { question: 1 }, "22222222-2222-4222-8222-222222222222");
  around.wires[0].hear({ op: "ack", id: 1, result: {} });
  await answer;
  around.wires[0].cut();
  await around.pass(2000);
  around.wires[1].hear(hello);
  assert.deepEqual(around.wires[1].sent.filter((frame) => frame.op === "command"), []);
});

test("a refused command rejects with its field", async () => {
  const { around, socket } = opened();
  const answer = socket.command("message.post", {}, "33333333-3333-4333-8333-333333333333");
  around.wires[0].hear({ op: "error", id: 1, code: "field.missing", text: "Please fill this in.", field: "text" });
  await assert.rejects(answer, { code: "field.missing", field: "text" });
});

test("a stream that could not be joined is asked for again, and no command is taken for refused by that", async () => {
  const { around, socket } = opened();
  let settled = false;
  socket.command("message.post", {}, "55555555-5555-4555-8555-555555555555").finally(() => (settled = true));
  around.wires[0].hear({ op: "subscribed", id: 1, stream: "room:3", after: 17 });
  around.wires[0].hear({ op: "error", id: 1, stream: "room:3", code: "server.failed", text: "" });
  await around.pass(3_000);
  assert.equal(settled, false);
  assert.deepEqual(around.wires[0].sent.at(-1), { op: "subscribe", id: 2, stream: "room:3", after: 17, epoch: "e1" });
});

test("who is signed out is not asked again", async () => {
  const { around } = opened();
  around.wires[0].cut(4401);
  await around.pass(60_000);
  assert.equal(around.wires.length, 1);
  assert.equal(around.states.at(-1), "closed");
});

test("a restarting server says when to come back", async () => {
  const { around } = opened();
  around.wires[0].hear({ op: "away", retry_after: 20 });
  around.wires[0].cut(1006);
  await around.pass(19_000);
  assert.equal(around.wires.length, 1);
  await around.pass(2_000);
  assert.equal(around.wires.length, 2);
});

test("a line that answers no ping is given up and made anew", async () => {
  const { around } = opened();
  await around.pass(25_000);
  assert.equal(around.wires[0].sent.at(-1).op, "ping");
  await around.pass(35_000);
  assert.equal(around.wires.length, 2);
});

test("after three failed tries the same events come by polling, and commands by the other door", async () => {
  const around = world();
  const socket = new Socket(around);
  socket.follow("room:3", 17, "e1");
  around.pages = [{ events: [event(18)] }, { events: [] }, { events: [] }];
  socket.open();
  for (let fail = 0; fail < 3; fail += 1) {
    around.wires.at(-1).cut();
    await around.pass(5_000);
  }
  assert.deepEqual(around.seen.map((frame) => frame.seq), [18]);
  assert.equal(socket.state, "polling");
  assert.deepEqual(await socket.command("message.post", {}, "44444444-4444-4444-8444-444444444444"), { by: "http" });
  assert.equal(around.posted.length, 1);
});

test("when polling reaches the server again the line is tried at once", async () => {
  const around = world();
  const socket = new Socket({ ...around, random: () => 1 });
  socket.follow("room:3", 17, "e1");
  socket.open();
  while (socket.state !== "offline" || around.wires.length < 5) {
    if (socket.wire) around.wires.at(-1).cut();
    await around.pass(1_000);
  }
  if (socket.wire) around.wires.at(-1).cut();
  const tried = around.wires.length;
  around.pages = [{ events: [] }, { events: [] }];
  await around.pass(4_000);
  assert.equal(around.wires.length, tried + 1);
});

test("waking up with a line that was silent asks at once", async () => {
  const { around, socket } = opened();
  await around.pass(9_000);
  socket.wake();
  assert.equal(around.wires[0].sent.at(-1).op, "ping");
});

test("waking up with a line that was lost in sleep makes a new one within five seconds", async () => {
  const { around, socket } = opened();
  await around.pass(9_000);
  socket.wake();
  around.wires[0].hear(event(18));
  await around.pass(6_000);
  assert.equal(around.wires.length, 1);
  await around.pass(9_000);
  socket.wake();
  await around.pass(7_000);
  assert.equal(around.wires.length, 2);
  around.wires[0].hear(event(19));
  assert.deepEqual(around.seen.map((frame) => frame.seq), [18]);
  around.wires[1].hear(hello);
  assert.equal(around.wires[1].sent[0].after, 18);
});

test("a handshake that leads nowhere is given up", async () => {
  const around = world();
  new Socket(around).open();
  await around.pass(19_000);
  assert.equal(around.wires.length, 1);
  await around.pass(5_000);
  assert.equal(around.wires.length, 2);
});

test("waking up while it waits tries at once", async () => {
  const { around, socket } = opened();
  around.wires[0].hear({ op: "away", retry_after: 60 });
  around.wires[0].cut(1012);
  socket.wake();
  assert.equal(around.wires.length, 2);
});

test("one line carries several streams, and each goes on from its own position", () => {
  const { around, socket } = opened();
  socket.follow("desk:3", 4, "e2");
  around.wires[0].hear(event(18));
  around.wires[0].hear({ ...event(5), stream: "desk:3" });
  around.wires[0].hear({ ...event(7), stream: "desk:3" });
  around.wires[0].cut();
  socket.open();
  around.wires[1].hear(hello);
  assert.deepEqual(around.wires[1].sent.map((frame) => [frame.stream, frame.after]), [["room:3", 18], ["desk:3", 5]]);
  socket.unfollow("desk:3");
  assert.deepEqual(around.wires[1].sent.at(-1), { op: "unsubscribe", stream: "desk:3" });
});

test("a stream that one may no longer read is not asked for again", () => {
  const { around, socket } = opened();
  around.wires[0].hear({ op: "refused", id: null, stream: "room:3", code: "stream.unknown" });
  around.wires[0].cut();
  socket.open();
  around.wires[1].hear(hello);
  assert.deepEqual(around.wires[1].sent, []);
});

test("what was given by the other door and not answered goes again there, with the same client_id", async () => {
  const around = world();
  let away = true;
  const posted = [];
  const post = async (entry) => {
    posted.push(entry.clientId);
    if (away) throw new Error("away");
    return { op: "ack", id: entry.id, result: {} };
  };
  const socket = new Socket({ ...around, post });
  around.pages = Array.from({ length: 20 }, () => ({ events: [] }));
  socket.follow("room:3", 17, "e1");
  socket.open();
  around.wires.at(-1).cut(4429);
  await around.pass(100);
  const answer = socket.command("message.post", {}, "66666666-6666-4666-8666-666666666666");
  await around.pass(100);
  away = false;
  await around.pass(9_000);
  assert.deepEqual(await answer, {});
  assert.deepEqual(posted, Array(2).fill("66666666-6666-4666-8666-666666666666"));
});

test("the pause before a try is spread and never above the most", () => {
  const retry = { min: 0.5, max: 10 };
  for (const failures of [1, 2, 5, 30]) {
    assert.equal(fullJitter(failures, retry, 0), 0.5);
    assert.ok(fullJitter(failures, retry, 1) <= 10);
  }
  assert.equal(fullJitter(30, retry, 1), 10);
});
