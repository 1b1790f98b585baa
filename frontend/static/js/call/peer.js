// One other person of a call: the negotiation of two browsers in which either may begin at any time ("perfect
// negotiation", WebRTC 1.0 section 10.7). When both offer at once the polite one takes hers back.

/** @typedef {{candidate: string, mid: string, line: number, fragment: string}} Way */
/**
 * @typedef {object} World
 * @property {RTCPeerConnection} connection
 * @property {boolean} polite
 * @property {(kind: "description"|"candidates", what: object) => void} send
 * @property {(run: () => void, ms: number) => any} later
 */

const GATHER_MS = 80; // candidates come in bursts: one word carries a burst
const AT_ONCE = 30;

export class Peer {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    this.connection = world.connection;
    this.offering = false;
    this.answered = false; // an answer is being taken in: the state says "stable" only afterwards
    this.ignoring = false;
    /** @type {Way[]} */
    this.found = [];
    /** @type {Way[]} */
    this.early = [];
    this.waiting = false;
    // Not `getSenders()`: the other side's offer makes senders too, so their number says nothing of what we gave
    /** @type {Map<string, RTCRtpSender>} */
    this.senders = new Map();
    this.connection.addEventListener("negotiationneeded", () => void this.#offer());
    this.connection.addEventListener("icecandidate", (event) => this.#gather(/** @type {any} */ (event).candidate));
  }

  /** Let the other side see or hear this; null takes it away without a new negotiation.
   * @param {string} what "audio" or "video" @param {MediaStreamTrack|null} track @param {MediaStream} stream */
  async give(what, track, stream) {
    const sender = this.senders.get(what);
    if (sender) await sender.replaceTrack(track);
    else if (track) this.senders.set(what, this.connection.addTrack(track, stream));
  }

  /** @param {RTCSessionDescriptionInit} description */
  async describe(description) {
    const ready = !this.offering && (this.connection.signalingState === "stable" || this.answered);
    const collides = description.type === "offer" && !ready;
    this.ignoring = collides && !this.world.polite;
    if (this.ignoring) return;
    this.answered = description.type === "answer";
    try {
      await this.connection.setRemoteDescription(description);
    } finally {
      this.answered = false;
    }
    if (description.type === "offer") {
      await this.connection.setLocalDescription();
      this.#tell();
    }
    const early = this.early.splice(0);
    if (early.length) await this.reach(early);
  }

  /** @param {Way[]} ways */
  async reach(ways) {
    if (!this.connection.remoteDescription) {
      if (!this.ignoring) this.early.push(...ways);
      return;
    }
    for (const way of ways) {
      try {
        await this.connection.addIceCandidate({ candidate: way.candidate, sdpMid: way.mid || null, sdpMLineIndex: way.line, usernameFragment: way.fragment || null });
      } catch (why) {
        if (!this.ignoring) console.info("a way that leads nowhere", why);
      }
    }
  }

  close() {
    this.connection.close();
  }

  async #offer() {
    try {
      this.offering = true;
      await this.connection.setLocalDescription();
      this.#tell();
    } finally {
      this.offering = false;
    }
  }

  #tell() {
    const { type = "", sdp = "" } = this.connection.localDescription ?? {};
    this.world.send("description", { description: { type, sdp } });
  }

  /** @param {RTCIceCandidate|null} candidate null: that was the last one */
  #gather(candidate) {
    if (!candidate?.candidate) return;
    this.found.push({
      candidate: candidate.candidate,
      mid: candidate.sdpMid ?? "",
      line: candidate.sdpMLineIndex ?? 0,
      fragment: candidate.usernameFragment ?? "",
    });
    if (this.waiting) return;
    this.waiting = true;
    this.world.later(() => this.#flush(), GATHER_MS);
  }

  #flush() {
    this.waiting = false;
    while (this.found.length) this.world.send("candidates", { candidates: this.found.splice(0, AT_ONCE) });
  }
}

/** Which of two browsers gives way. Both come to the same answer.
 * @param {string} mine @param {string} other @returns {boolean} whether mine is the polite one */
export function gives(mine, other) {
  return mine < other;
}
