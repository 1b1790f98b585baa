// Commands that wait for their answer. Each keeps its client_id through every resend: twice sent is once done.

/** @typedef {{id: number, name: string, data: object, clientId: string, sent: boolean, resolve: (result: any) => void, reject: (why: any) => void}} Entry */

/** What the server answers when it turns a command down. */
export class Refusal extends Error {
  /** @param {{code?: string, text?: string, field?: string|null, retry_after?: number|null}} answer */
  constructor(answer) {
    super(answer.text ?? answer.code ?? "");
    this.code = answer.code ?? "";
    this.field = answer.field ?? null;
    this.retryAfter = answer.retry_after ?? null;
  }
}

export class Outbox {
  constructor() {
    /** @type {Map<number, Entry>} */
    this.entries = new Map();
    this.last = 0;
  }

  /** @param {string} name @param {object} data @param {string} clientId
   * @returns {{entry: Entry, answer: Promise<any>}} */
  put(name, data, clientId) {
    const id = (this.last += 1);
    /** @type {(result: any) => void} */
    let resolve = () => {};
    /** @type {(why: any) => void} */
    let reject = () => {};
    const answer = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
    const entry = { id, name, data, clientId, sent: false, resolve, reject };
    this.entries.set(id, entry);
    return { entry, answer };
  }

  /** An `ack` or `error` frame ends the wait of its command.
   * @param {{op: string, id?: number|null, result?: any, code?: string, text?: string, field?: string|null, retry_after?: number|null}} frame */
  settle(frame) {
    const entry = this.entries.get(frame.id ?? -1);
    if (!entry) return;
    this.entries.delete(entry.id);
    if (frame.op === "ack") entry.resolve(frame.result ?? {});
    else entry.reject(new Refusal(frame));
  }

  /** The line was cut: what has no answer yet goes again. */
  unsend() {
    for (const entry of this.entries.values()) entry.sent = false;
  }

  /** @returns {Entry[]} in the order they were given */
  waiting() {
    return [...this.entries.values()].filter((entry) => !entry.sent);
  }
}
