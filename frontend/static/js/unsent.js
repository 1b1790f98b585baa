// What somebody sent and nobody has answered yet, kept in this tab alone: a page that is loaded again takes it up.

/** @typedef {{place: string, name: string, data: Record<string, any>, clientId: string, at: number}} Word */

const KEY = "meridian:unsent";
const STILL_MEANT = 15 * 60_000; // milliseconds; what is older is shown again, and not said into another moment

export class Unsent {
  /** @param {() => Pick<Storage, "getItem"|"setItem"|"removeItem">} store asked each time, since asking may be forbidden
   * @param {() => number} now milliseconds */
  constructor(store, now) {
    this.store = store;
    this.now = now;
  }

  /** Keep a command until `forget`. `place` names the form and whose it is: nobody else in this tab may send it.
   * @param {string} place @param {string} name @param {Record<string, any>} data @param {string} clientId */
  keep(place, name, data, clientId) {
    this.#write([...this.#all(), { place, name, data, clientId, at: this.now() }]);
  }

  /** @param {string} clientId */
  forget(clientId) {
    this.#write(this.#all().filter((word) => word.clientId !== clientId));
  }

  /** @param {string} place @returns {Word[]} */
  of(place) {
    return this.#all().filter((word) => word.place === place);
  }

  /** @param {Word} word @returns {boolean} */
  isMeant(word) {
    return this.now() - word.at < STILL_MEANT;
  }

  /** @returns {Word[]} */
  #all() {
    try {
      return JSON.parse(this.store().getItem(KEY) ?? "[]");
    } catch {
      return []; // storage that is forbidden or broken
    }
  }

  /** @param {Word[]} words */
  #write(words) {
    try {
      if (words.length) this.store().setItem(KEY, JSON.stringify(words));
      else this.store().removeItem(KEY);
    } catch {
      // Full or forbidden: then a reload loses it, as the form itself still has it now
    }
  }
}
