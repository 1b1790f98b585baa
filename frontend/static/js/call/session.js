// Who is in a call with me and how we find each other: the server passes words on, browsers speak with browsers.

import { announce } from "../announce.js";
import { command } from "../live.js";
import { Faces } from "./faces.js";
import { aloud } from "./media.js";
import { Peer, gives } from "./peer.js";
import { doing } from "./stats.js";
import { Tracks } from "./tracks.js";

/** @typedef {{peer: Peer, ref: string, name: string, tile: HTMLElement, stream: MediaStream, since: number}} Other */
/** @typedef {Record<string, any>} Word */

const AGAIN_MS = 2500; // nobody has answered: say once more that I am here
const PATIENCE_MS = 12_000; // a connection that has not come about by then starts over

export class Call {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.faces = new Faces(box);
    this.tracks = new Tracks({
      picture: (track) => this.#picture(track),
      say: (what) => this.faces.say(what),
      changed: () => this.#changed(),
    });
    this.connected = box.dataset["textConnected"] ?? "";
    this.room = box.dataset["call"] ?? "";
    this.me = id();
    this.ref = "";
    /** @type {RTCConfiguration} */
    this.way = {};
    /** @type {Map<string, Other>} */
    this.others = new Map();
    this.on = false;
    this.tries = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** @param {boolean} video */
  async start(video) {
    if (this.on) return;
    this.on = true;
    this.faces.look("on");
    this.faces.say("starting");
    if (document.documentElement.dataset["line"] === "polling") return this.end("no-line"); // text goes on as it is
    const problem = await this.tracks.open(video);
    /** @type {any} */
    let answer;
    try {
      answer = await command("call.join", { room: this.room });
    } catch {
      return this.end("closed");
    }
    this.way = { iceServers: answer.ice, iceTransportPolicy: answer.policy };
    this.ref = answer.ref;
    sessionStorage.setItem(`call:${this.room}`, video ? "video" : "audio");
    this.faces.mirror(this.tracks.stream, this.tracks.shows);
    this.faces.say(problem || "waiting");
    this.#here("");
    this.timer = setInterval(() => void this.#tend(), AGAIN_MS);
  }

  /** The page goes: say so, and be back after a reload. */
  part() {
    if (this.ref) this.#send("", "bye", {});
  }

  /** @param {string} [why] a name of words to say */
  end(why) {
    if (!this.on) return;
    this.part();
    this.on = false;
    clearInterval(this.timer);
    for (const key of [...this.others.keys()]) this.#forget(key);
    this.tracks.close();
    this.faces.unmirror();
    this.me = id();
    sessionStorage.removeItem(`call:${this.room}`);
    this.faces.look("off");
    this.faces.say(why ?? "off");
  }

  /** @param {Word} word */
  async hear(word) {
    if (!this.on || !this.ref || word["peer"] === this.me || (word["to"] && word["to"] !== this.me)) return;
    if (word["ref"] === this.ref) {
      if (word["kind"] === "here") this.end("elsewhere"); // I am here in another tab now
      return;
    }
    if (word["kind"] === "bye") return this.#forget(word["peer"]);
    if (word["kind"] === "here") return this.#meet(word);
    const other = this.others.get(word["peer"]);
    if (!other) return this.#here(word["peer"]); // my words or hers were lost: begin again
    if (word["kind"] === "description") await other.peer.describe(word["description"]);
    else if (word["kind"] === "candidates") await other.peer.reach(word["candidates"]);
    else if (word["kind"] === "shows") this.faces.draw(other.tile, word["shows"]);
  }

  /** @param {"audio"|"video"|"screen"} what */
  async toggle(what) {
    if (this.on) await this.tracks.toggle(what);
  }

  /** What I show is another thing now. */
  #changed() {
    this.faces.mirror(this.tracks.stream, this.tracks.shows);
    this.#send("", "shows", { shows: this.tracks.shows });
  }

  /** @param {MediaStreamTrack|null} track */
  async #picture(track) {
    await Promise.all([...this.others.values()].map((other) => other.peer.give("video", track, this.tracks.stream)));
  }

  /** @param {Word} word */
  async #meet(word) {
    const from = word["peer"];
    if (!word["to"]) this.#here(from);
    if (this.others.has(from)) return this.faces.draw(/** @type {Other} */ (this.others.get(from)).tile, word["shows"]);
    for (const [key, other] of [...this.others]) if (other.ref === word["ref"]) this.#forget(key); // she came back
    const other = this.#connect(from, word);
    this.others.set(from, other);
    this.faces.draw(other.tile, word["shows"]);
    for (const track of this.tracks.stream.getTracks()) await other.peer.give(track.kind, track, this.tracks.stream);
  }

  /** @param {string} from @param {Word} word @returns {Other} */
  #connect(from, word) {
    const connection = new RTCPeerConnection(this.way);
    const peer = new Peer({
      connection,
      polite: gives(this.me, from),
      send: (kind, what) => this.#send(from, kind, what),
      later: (run, ms) => setTimeout(run, ms),
    });
    const stream = new MediaStream();
    const tile = this.faces.add(word["name"], word["ref"], stream);
    connection.addEventListener("track", ({ track }) => {
      stream.addTrack(track);
      void aloud(/** @type {HTMLVideoElement} */ (tile.querySelector("video")));
    });
    connection.addEventListener("connectionstatechange", () => this.#follow(from));
    return { peer, ref: word["ref"], name: word["name"], tile, stream, since: Date.now() };
  }

  /** @param {string} from */
  #follow(from) {
    const other = this.others.get(from);
    if (!other) return;
    const state = other.peer.connection.connectionState;
    other.tile.dataset["connection"] = state;
    if (state === "connected") {
      this.tries = 0;
      this.faces.say("connected");
      announce(`${other.name}: ${this.connected}`);
    } else if (state === "disconnected") this.faces.say("lost");
    else if (state === "failed") other.peer.connection.restartIce();
  }

  /** Once in a while: call again, start over what hangs, look how the connections do. */
  async #tend() {
    for (const [key, other] of [...this.others]) {
      const { connection } = other.peer;
      const stuck = connection.connectionState !== "connected" && Date.now() - other.since > PATIENCE_MS;
      if (stuck && this.tracks.stream.getTracks().length + other.stream.getTracks().length) this.#forget(key);
      else await this.#measure(other);
    }
    if (this.others.size) return;
    this.tries += 1;
    // Sooner at first; who waits long need not ask the server every second
    if (this.tries < 8 || this.tries % 6 === 0) this.#here("");
  }

  /** @param {Other} other */
  async #measure(other) {
    const { frames, sound, relayed } = doing((await other.peer.connection.getStats()).values());
    other.tile.dataset["frames"] = String(frames);
    other.tile.dataset["sound"] = String(sound);
    if (relayed === null) return;
    other.tile.dataset["path"] = relayed ? "relay" : "direct";
    this.faces.say(relayed ? "relayed" : "direct");
  }

  /** @param {string} key */
  #forget(key) {
    const other = this.others.get(key);
    if (!other) return;
    this.others.delete(key);
    other.peer.close();
    this.faces.remove(other.tile);
    if (this.on && !this.others.size) this.faces.say("waiting");
  }

  /** @param {string} to */
  #here(to) {
    this.#send(to, "here", { shows: this.tracks.shows });
  }

  /** @param {string} to @param {string} kind @param {object} what */
  #send(to, kind, what) {
    command("call.signal", { room: this.room, sender: this.me, to, kind, ...what }).catch((why) => {
      if (why?.code === "call.not_open" || why?.code === "not_found") this.end();
    });
  }
}

/** @returns {string} 16 letters nobody else has */
function id() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
