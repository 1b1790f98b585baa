// What I send: microphone, and one picture, of the camera or of the screen.

import { camera, open, screen } from "./media.js";

/** @typedef {import("./faces.js").Shows} Shows */

export class Tracks {
  stream = new MediaStream();
  /** @type {Shows} */
  shows = { audio: false, video: false, screen: false };

  /** @param {{picture: (track: MediaStreamTrack|null) => Promise<unknown>, say: (what: string) => void, changed: () => void}} told */
  constructor(told) {
    this.told = told;
  }

  /** @param {boolean} video @returns {Promise<string>} the name of words about what did not work */
  async open(video) {
    const opened = await open(video);
    this.stream = opened.stream;
    for (const what of /** @type {const} */ (["audio", "video"])) this.shows[what] = this.stream.getTracks().some((track) => track.kind === what);
    return opened.problem;
  }

  close() {
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** @param {"audio"|"video"|"screen"} what */
  async toggle(what) {
    if (what === "audio") this.shows.audio = this.#listen(!this.shows.audio);
    else if (what === "video") await this.#film(!this.shows.video);
    else await this.#share(!this.shows.screen);
    this.told.changed();
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
    if (on && !track) this.told.say("no-camera");
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
    await this.told.picture(track);
  }
}
