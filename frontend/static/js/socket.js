// One socket per tab: follows streams from the position the page was rendered at, resumes after every cut, and keeps
// commands until they are acknowledged. docs/protocol.md describes the frames.

import { Acknowledging } from "./acknowledging.js";
import { fullJitter } from "./backoff.js";
import { Outbox } from "./outbox.js";
import { Polling } from "./polling.js";

/** @typedef {{after: number|null, epoch: string}} Position */
/** @typedef {"connecting"|"open"|"polling"|"offline"|"closed"} State */
/** @typedef {{op: string, stream?: string, seq?: number, type?: string, id?: number|null, [key: string]: any}} Frame */
/** @typedef {{send(text: string): void, close(code?: number): void, onopen: any, onmessage: any, onclose: any}} Wire */
/**
 * What the socket needs from its world, so that a test can stand in for it.
 * @typedef {object} World
 * @property {() => Wire} connect
 * @property {(run: () => void, ms: number) => any} later
 * @property {(timer: any) => void} cancel
 * @property {() => number} now milliseconds
 * @property {() => number} random
 * @property {(frame: Frame) => void} onFrame events, signals, resyncs, in order
 * @property {(state: State) => void} onState
 * @property {(stream: string, at: Position) => Promise<any>} poll
 * @property {(entry: import("./outbox.js").Entry) => Promise<any>} post
 */

const SIGNED_OUT = 4401;
const NOT_HERE = 4403;
const TOO_MANY = 4429;
const TRIES_BEFORE_POLLING = 3;
const GREETED_WITHIN = 20_000; // a handshake into nowhere would last for minutes
const ASKED_AGAIN_AS = 2; // as after so many failures

export class Socket {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    /** @type {Map<string, Position>} */
    this.positions = new Map();
    this.outbox = new Outbox();
    /** @type {Wire|null} */
    this.wire = null;
    /** @type {State} */
    this.state = "connecting";
    this.failures = 0;
    this.away = 0; // seconds over which to come back to a server that restarts
    this.retry = { min: 0.5, max: 10 };
    this.pingSeconds = 25;
    this.acknowledging = new Acknowledging(world, (stream, seq) => this.#send({ op: "seen", stream, seq }));
    this.polling = new Polling(world, () => this.#pollAll(), (reached) => this.#polled(reached));
    this.heardAt = 0;
    this.asked = 0;
    /** @type {Set<string>} streams with a gap that was asked for */
    this.asking = new Set();
    /** @type {any} */
    this.timer = null;
    /** @type {any} */
    this.beat = null;
  }

  open() {
    this.world.cancel(this.timer);
    if (this.wire || this.state === "closed") return;
    const wire = this.world.connect();
    this.wire = wire;
    wire.onmessage = (/** @type {{data: string}} */ message) => {
      if (this.wire === wire) this.#hear(JSON.parse(message.data));
    };
    wire.onclose = (/** @type {{code: number}} */ event) => {
      if (this.wire === wire) this.#lost(event.code);
    };
    this.world.cancel(this.beat);
    this.beat = this.world.later(() => this.#giveUp(), GREETED_WITHIN);
  }

  /** Follow a stream from a position; again with a newer one after a reload of the fragment.
   * @param {string} stream @param {number|null} after @param {string} epoch */
  follow(stream, after, epoch) {
    this.positions.set(stream, { after, epoch });
    if (this.state === "open") this.#subscribe(stream);
  }

  /** @param {string} stream */
  unfollow(stream) {
    this.positions.delete(stream);
    if (this.state === "open") this.#send({ op: "unsubscribe", stream });
  }

  /** Send a command; the promise settles when the server has answered, however many cuts lie between.
   * @param {string} name @param {object} data @param {string} clientId @returns {Promise<any>} */
  command(name, data, clientId) {
    const { entry, answer } = this.outbox.put(name, data, clientId);
    this.#deliver(entry);
    return answer;
  }

  /** The page is visible again or the network is back: find out at once whether the line still stands. */
  wake() {
    if (this.state === "closed") return;
    if (!this.wire) {
      this.failures = Math.min(this.failures, TRIES_BEFORE_POLLING);
      this.open();
    } else if (this.state === "open" && this.world.now() - this.heardAt > 5000) {
      this.#ping(5);
    }
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.heardAt = this.world.now();
    if (frame.op === "hello") this.#welcome(frame);
    else if (frame.op === "event") this.#event(frame);
    else if (frame.op === "events") for (const event of frame["events"]) this.#event({ op: "event", stream: frame.stream, ...event });
    else if (frame.op === "error" && frame.stream) this.#askLater(frame.stream);
    else if (frame.op === "ack" || frame.op === "error") this.outbox.settle(frame);
    else if (frame.op === "subscribed") this.asking.delete(frame.stream ?? "");
    else if (frame.op === "refused" && frame.stream) this.positions.delete(frame.stream);
    else if (frame.op === "away") this.away = frame["retry_after"];
    else if (frame.op === "resync" || frame.op === "signal") this.world.onFrame(frame);
  }

  /** @param {Frame} frame */
  #welcome(frame) {
    this.failures = 0;
    this.retry = { ...this.retry, ...frame["retry"] };
    this.pingSeconds = frame["ping"] ?? this.pingSeconds;
    this.acknowledging.every = { ...this.acknowledging.every, ...frame["ack"] };
    this.polling.stop();
    this.#become("open");
    for (const stream of this.positions.keys()) this.#subscribe(stream);
    for (const entry of this.outbox.waiting()) this.#deliver(entry);
    this.#schedulePing();
  }

  /** Apply each seq once and in order; a gap is asked for again, never skipped.
   * @param {Frame} frame */
  #event(frame) {
    const stream = frame.stream ?? "";
    const at = this.positions.get(stream);
    const seq = frame.seq ?? 0;
    if (at && at.after !== null) {
      if (seq <= at.after) return;
      if (seq > at.after + 1) {
        if (this.state === "open" && !this.asking.has(stream)) {
          this.asking.add(stream);
          this.#subscribe(stream);
        }
        return;
      }
    }
    if (at) at.after = seq;
    this.world.onFrame(frame);
    if (this.state === "open") this.acknowledging.add(stream, seq);
  }

  /** @param {number} code */
  #lost(code) {
    this.wire = null;
    this.world.cancel(this.beat);
    this.acknowledging.forget();
    this.asking.clear();
    this.outbox.unsend();
    if (code === SIGNED_OUT || code === NOT_HERE) {
      this.polling.stop();
      this.#become("closed");
      return;
    }
    this.failures += code === TOO_MANY ? TRIES_BEFORE_POLLING : 1;
    if (this.failures >= TRIES_BEFORE_POLLING) this.polling.start();
    else this.#become(this.failures > 1 ? "offline" : "connecting");
    this.timer = this.world.later(() => this.open(), this.#pause());
  }

  /** Milliseconds until the next try. A restarting server named the time over which its people come back.
   * @returns {number} */
  #pause() {
    const after = this.away;
    this.away = 0;
    if (after > 0) return after * 1000 * (0.5 + this.world.random());
    return fullJitter(this.failures, this.retry, this.world.random()) * 1000;
  }

  /** @param {boolean} reached whether the server answered */
  #polled(reached) {
    const returned = reached && this.state === "offline";
    this.#become(reached ? "polling" : "offline");
    if (returned) this.open(); // the network is back: no need to sit out the pause that grew while it was away
    if (reached) for (const entry of this.outbox.waiting()) this.#deliver(entry);
  }

  async #pollAll() {
    for (const [stream, at] of [...this.positions]) {
      const page = await this.world.poll(stream, at);
      if (page.resync) this.world.onFrame({ op: "resync", stream, head: page.head, epoch: page.epoch });
      for (const event of page.events ?? []) this.#event(event);
    }
  }

  /** @param {import("./outbox.js").Entry} entry */
  #deliver(entry) {
    if (this.state === "open" && !entry.sent) {
      entry.sent = true;
      this.#send({ op: "command", id: entry.id, name: entry.name, client_id: entry.clientId, data: entry.data });
    } else if (this.state === "polling" && !entry.sent) {
      entry.sent = true;
      this.world.post(entry).then((frame) => this.outbox.settle(frame), () => (entry.sent = false));
    }
  }

  #schedulePing() {
    this.world.cancel(this.beat);
    this.beat = this.world.later(() => this.#ping(this.pingSeconds), this.pingSeconds * 1000);
  }

  /** @param {number} patience seconds to wait for any answer */
  #ping(patience) {
    const asked = this.world.now();
    this.#send({ op: "ping" });
    this.world.cancel(this.beat);
    this.beat = this.world.later(() => {
      if (this.heardAt >= asked) this.#schedulePing();
      else this.#giveUp();
    }, patience * 1000);
  }

  #giveUp() {
    this.wire?.close();
    this.#lost(1006); // a dead line may take minutes to report its close
  }

  /** @param {string} stream */
  #subscribe(stream) {
    const at = this.positions.get(stream);
    if (at) this.#send({ op: "subscribe", id: (this.asked += 1), stream, after: at.after, epoch: at.epoch });
  }

  /** The server could not join it just now, as when its database is away. Without asking again it would stay silent.
   * @param {string} stream */
  #askLater(stream) {
    this.asking.delete(stream);
    const wire = this.wire;
    this.world.later(() => {
      if (this.wire === wire && this.state === "open") this.#subscribe(stream);
    }, fullJitter(ASKED_AGAIN_AS, this.retry, this.world.random()) * 1000);
  }

  /** @param {object} frame */
  #send(frame) {
    this.wire?.send(JSON.stringify(frame));
  }

  /** @param {State} state */
  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.world.onState(state);
  }
}
