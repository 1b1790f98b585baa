// Telling the server how far each stream was applied: it sends only so much more than it knows to be applied.

/** @typedef {{later(run: () => void, ms: number): any, cancel(timer: any): void}} Clock */

export class Acknowledging {
  /** @param {Clock} clock @param {(stream: string, seq: number) => void} say */
  constructor(clock, say) {
    this.clock = clock;
    this.say = say;
    /** How often the server wants to hear of it: after so many events, or so many seconds after the first. */
    this.every = { events: 64, seconds: 1 };
    /** @type {Map<string, {seq: number, count: number}>} applied and not yet said */
    this.applied = new Map();
    /** @type {any} */
    this.timer = null;
  }

  /** @param {string} stream @param {number} seq */
  add(stream, seq) {
    const count = (this.applied.get(stream)?.count ?? 0) + 1;
    this.applied.set(stream, { seq, count });
    if (count >= this.every.events) this.#tell(stream);
    else this.timer ??= this.clock.later(() => this.#tellAll(), this.every.seconds * 1000);
  }

  /** The line was cut: the position with which it comes back says as much. */
  forget() {
    this.applied.clear();
    this.#stop();
  }

  #stop() {
    this.clock.cancel(this.timer);
    this.timer = null;
  }

  #tellAll() {
    this.timer = null;
    for (const stream of [...this.applied.keys()]) this.#tell(stream);
  }

  /** @param {string} stream */
  #tell(stream) {
    const seq = this.applied.get(stream)?.seq;
    this.applied.delete(stream);
    if (!this.applied.size) this.#stop(); // in a loud room the count alone decides
    if (seq !== undefined) this.say(stream, seq);
  }
}
