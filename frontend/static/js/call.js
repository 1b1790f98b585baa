// A call of two, or of a few at a table: each browser speaks with each other one; the server only passes on how to meet.

import { aloud, camera, open, screen } from "./call/media.js";
import { Peer, gives } from "./call/peer.js";
import { doing } from "./call/stats.js";
import { command } from "./live.js";
import { announce } from "./announce.js";

/** @typedef {{peer: Peer, ref: string, name: string, tile: HTMLElement, stream: MediaStream, since: number, silent: any}} Other */
/** @typedef {Record<string, any>} Word */

const AGAIN_MS = 2500; // nobody has answered: say once more that I am here
const PATIENCE_MS = 12_000; // a connection that has not come about by then starts over

class Call {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.room = box.dataset["call"] ?? "";
    this.me = id();
    this.ref = "";
    /** @type {RTCConfiguration} */
    this.way = {};
    /** @type {Map<string, Other>} */
    this.others = new Map();
    this.stream = new MediaStream();
    this.shows = { audio: false, video: false, screen: false };
    /** @type {HTMLElement|null} */
    this.own = null;
    this.on = false;
    this.tries = 0;
    /** @type {any} */
    this.timer = null;
  }

  /** @param {boolean} video */
  async start(video) {
    if (this.on) return;
    this.on = true;
    this.#look("on");
    this.#say("starting");
    if (document.documentElement.dataset["line"] === "polling") return this.end("no-line"); // text goes on as it is
    const opened = await open(video);
    this.stream = opened.stream;
    /** @type {any} */
    let answer;
    try {
      answer = await command("call.join", { room: this.room });
    } catch {
      return this.end("closed");
    }
    this.way = { iceServers: answer.ice, iceTransportPolicy: answer.policy };
    this.ref = answer.ref;
    for (const what of /** @type {const} */ (["audio", "video"])) this.shows[what] = this.stream.getTracks().some((track) => track.kind === what);
    sessionStorage.setItem(`call:${this.room}`, video ? "video" : "audio");
    this.#mirror();
    this.#say(opened.problem || "waiting");
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
    for (const track of this.stream.getTracks()) track.stop();
    this.own?.remove();
    this.own = null;
    this.me = id();
    sessionStorage.removeItem(`call:${this.room}`);
    this.#look("off");
    this.#say(why ?? "off");
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
    else if (word["kind"] === "shows") this.#draw(other, word["shows"]);
  }

  /** @param {"audio"|"video"|"screen"} what */
  async toggle(what) {
    if (!this.on) return;
    if (what === "audio") this.shows.audio = this.#listen(!this.shows.audio);
    else if (what === "video") await this.#film(!this.shows.video);
    else await this.#share(!this.shows.screen);
    this.#mirror();
    this.#send("", "shows", { shows: this.shows });
  }

  /** @param {boolean} on @returns {boolean} whether one is heard */
  #listen(on) {
    const tracks = this.stream.getAudioTracks();
    for (const track of tracks) track.enabled = on;
    return on && tracks.length > 0;
  }

  /** The light of the camera goes out when nobody is to see. @param {boolean} on */
  async #film(on) {
    this.#stopPicture();
    this.shows.screen = false;
    const track = on ? await camera() : null;
    if (on && !track) this.#say("no-camera");
    await this.#picture(track);
    this.shows.video = track !== null;
  }

  /** @param {boolean} on */
  async #share(on) {
    const track = on ? await screen() : null;
    if (on && !track) return;
    const filmed = this.shows.video;
    this.#stopPicture();
    this.shows.screen = track !== null;
    if (track) {
      await this.#picture(track);
      track.addEventListener("ended", () => this.shows.screen && void this.toggle("screen"));
    } else await this.#film(filmed);
  }

  #stopPicture() {
    for (const track of this.stream.getVideoTracks()) {
      track.stop();
      this.stream.removeTrack(track);
    }
  }

  /** @param {MediaStreamTrack|null} track */
  async #picture(track) {
    if (track) this.stream.addTrack(track);
    await Promise.all([...this.others.values()].map((other) => other.peer.give("video", track, this.stream)));
  }

  /** @param {Word} word */
  async #meet(word) {
    const from = word["peer"];
    if (!word["to"]) this.#here(from);
    if (this.others.has(from)) return this.#draw(/** @type {Other} */ (this.others.get(from)), word["shows"]);
    for (const [key, other] of [...this.others]) if (other.ref === word["ref"]) this.#forget(key); // she came back
    const other = this.#connect(from, word);
    this.others.set(from, other);
    this.#draw(other, word["shows"]);
    for (const track of this.stream.getTracks()) await other.peer.give(track.kind, track, this.stream);
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
    const tile = this.#tile(word["name"], word["ref"], stream, false);
    connection.addEventListener("track", ({ track }) => {
      stream.addTrack(track);
      void aloud(/** @type {HTMLVideoElement} */ (tile.querySelector("video")));
    });
    connection.addEventListener("connectionstatechange", () => this.#changed(from));
    return { peer, ref: word["ref"], name: word["name"], tile, stream, since: Date.now(), silent: null };
  }

  /** @param {string} from */
  #changed(from) {
    const other = this.others.get(from);
    if (!other) return;
    const state = other.peer.connection.connectionState;
    other.tile.dataset["connection"] = state;
    if (state === "connected") {
      this.tries = 0;
      this.#say("connected");
      announce(`${other.name}: ${this.box.dataset["textConnected"] ?? ""}`);
    } else if (state === "disconnected") this.#say("lost");
    else if (state === "failed") other.peer.connection.restartIce();
  }

  /** Once in a while: call again, start over what hangs, look how the connections do. */
  async #tend() {
    for (const [key, other] of [...this.others]) {
      const { connection } = other.peer;
      const stuck = connection.connectionState !== "connected" && Date.now() - other.since > PATIENCE_MS;
      if (stuck && this.stream.getTracks().length + other.stream.getTracks().length) this.#forget(key);
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
    this.#say(relayed ? "relayed" : "direct");
  }

  /** @param {string} key */
  #forget(key) {
    const other = this.others.get(key);
    if (!other) return;
    this.others.delete(key);
    other.peer.close();
    other.tile.remove();
    if (this.on && !this.others.size) this.#say("waiting");
    this.#count();
  }

  /** @param {string} to */
  #here(to) {
    this.#send(to, "here", { shows: this.shows });
  }

  /** @param {string} to @param {string} kind @param {object} what */
  #send(to, kind, what) {
    command("call.signal", { room: this.room, sender: this.me, to, kind, ...what }).catch((why) => {
      if (why?.code === "call.not_open" || why?.code === "not_found") this.end();
    });
  }

  #mirror() {
    this.own ??= this.#tile(this.box.dataset["me"] ?? "", "", this.stream, true);
    const video = this.own.querySelector("video");
    if (video && video.srcObject !== this.stream) video.srcObject = this.stream;
    this.own.classList.toggle("with-picture", this.shows.video || this.shows.screen);
    this.own.classList.toggle("turned", !this.shows.screen);
    for (const button of this.box.querySelectorAll("[data-call-toggle]")) {
      const what = /** @type {"audio"|"video"|"screen"} */ (button.getAttribute("data-call-toggle"));
      button.setAttribute("aria-pressed", String(this.shows[what]));
    }
  }

  /** @param {Other} other @param {{audio: boolean, video: boolean, screen: boolean}|undefined} shows */
  #draw(other, shows) {
    if (!shows) return;
    other.tile.classList.toggle("with-picture", shows.video || shows.screen);
    other.tile.classList.toggle("whole", shows.screen);
    other.tile.classList.toggle("mute", !shows.audio);
  }

  /** @param {string} name @param {string} ref @param {MediaStream} stream @param {boolean} mine @returns {HTMLElement} */
  #tile(name, ref, stream, mine) {
    const template = /** @type {HTMLTemplateElement} */ (this.box.querySelector("template[data-face]"));
    const tile = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    tile.dataset["ref"] = ref;
    tile.classList.toggle("mine", mine);
    const said = tile.querySelector("[data-name]");
    if (said) said.textContent = name;
    const letters = tile.querySelector("[data-letters]");
    if (letters) letters.textContent = initials(name);
    const video = tile.querySelector("video");
    if (video) {
      video.srcObject = stream;
      video.muted = mine;
      video.setAttribute("aria-label", name);
    }
    this.box.querySelector("[data-faces]")?.append(tile);
    this.#count();
    return tile;
  }

  #count() {
    const faces = this.box.querySelector("[data-faces]");
    if (faces instanceof HTMLElement) faces.dataset["count"] = String(faces.children.length);
  }

  /** @param {"on"|"off"} is */
  #look(is) {
    this.box.dataset["state"] = is;
    for (const part of this.box.querySelectorAll("[data-when]")) if (part instanceof HTMLElement) part.hidden = part.dataset["when"] !== is;
  }

  /** @param {string} what the name of words that stand in the page */
  #say(what) {
    const place = this.box.querySelector("[data-call-status]");
    const words = this.box.querySelector(`template[data-words="${what}"]`);
    if (place && words instanceof HTMLTemplateElement) place.textContent = words.content.textContent?.trim() ?? "";
  }
}

/** @returns {string} 16 letters nobody else has */
function id() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} name @returns {string} */
function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
}

const box = document.querySelector("[data-call]");
if (box instanceof HTMLElement) {
  const call = new Call(box);
  box.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const { callStart, callToggle } = button.dataset;
    if (callStart) void call.start(callStart === "video");
    else if (callToggle) void call.toggle(/** @type {any} */ (callToggle));
    else if ("callEnd" in button.dataset) call.end();
    else if ("callSound" in button.dataset) {
      button.hidden = true;
      for (const video of box.querySelectorAll("video")) void video.play();
    }
  });
  box.addEventListener("meridian:silent", () => {
    const button = box.querySelector("[data-call-sound]");
    if (button instanceof HTMLElement) button.hidden = false;
  });
  document.addEventListener("meridian:signal", (event) => {
    const frame = /** @type {CustomEvent} */ (event).detail;
    if (frame.type === "call" && frame.stream === call.room) void call.hear(frame.data);
  });
  addEventListener("pagehide", () => call.on && call.part());
  const before = sessionStorage.getItem(`call:${call.room}`);
  if (before) void call.start(before === "video"); // a reload is no leaving
}
