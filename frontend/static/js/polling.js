// The same frames by asking every few seconds, where no line can be had.

/** @typedef {{later(run: () => void, ms: number): any, cancel(timer: any): void}} Clock */

const EVERY = 4000;

export class Polling {
  /** @param {Clock} clock
   * @param {() => Promise<any>} ask everything that is followed; rejects when the server is not reached
   * @param {(reached: boolean) => void} told */
  constructor(clock, ask, told) {
    this.clock = clock;
    this.ask = ask;
    this.told = told;
    /** @type {any} */
    this.timer = null;
  }

  start() {
    this.timer ??= this.clock.later(() => this.#turn(), 0);
  }

  stop() {
    this.clock.cancel(this.timer);
    this.timer = null;
  }

  async #turn() {
    const reached = await this.ask().then(() => true, () => false);
    if (!this.timer) return; // stopped meanwhile
    this.told(reached);
    if (this.timer) this.timer = this.clock.later(() => this.#turn(), EVERY);
  }
}
