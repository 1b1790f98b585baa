// The stage: plays HLS where the browser cannot by itself, goes on to the next source when one fails, and says so.

import { announce } from "./announce.js";

/** @typedef {{url: string, label: string}} Source */

for (const stage of document.querySelectorAll("[data-stage]")) if (stage instanceof HTMLElement) void start(stage);

/** @param {HTMLElement} stage */
async function start(stage) {
  const video = stage.querySelector("video");
  const block = stage.querySelector('script[type="application/json"]');
  if (!video) return;
  /** @type {Source[]} */
  const sources = block ? JSON.parse(block.textContent ?? "[]") : [];
  if (!sources.length) return;
  controls(stage, video);
  await play(stage, video, sources, 0);
}

/** @param {HTMLElement} stage @param {HTMLVideoElement} video @param {Source[]} sources @param {number} at */
async function play(stage, video, sources, at) {
  const source = sources[at];
  if (!source) return say(stage, sources.length ? stage.dataset["gone"] ?? "" : "");
  let over = false;
  const fail = () => {
    over = true;
    const next = sources[at + 1];
    if (next) say(stage, (stage.dataset["switched"] ?? "{label}").replace("{label}", next.label));
    void play(stage, video, sources, at + 1);
  };
  video.addEventListener("playing", () => say(stage, ""), { once: true });
  if (!source.url.includes(".m3u8") || video.canPlayType("application/vnd.apple.mpegurl") === "probably") {
    video.addEventListener("error", fail, { once: true });
    video.src = source.url;
  } else {
    await attach(video, stage, source.url, fail);
  }
  // A source that failed meanwhile has been spoken of already; what is left is a browser that wants a click first
  await video.play().catch(() => over || say(stage, stage.dataset["press"] ?? ""));
}

/** @param {HTMLVideoElement} video @param {HTMLElement} stage @param {string} url @param {() => void} fail */
async function attach(video, stage, url, fail) {
  // The address comes from the page, since static files carry a hash in their name
  const { default: Hls } = await import(stage.dataset["hls"] ?? "");
  if (!Hls.isSupported()) return fail();
  const player = new Hls({ lowLatencyMode: true, backBufferLength: 30 });
  player.on(Hls.Events.ERROR, (/** @type {string} */ _name, /** @type {{fatal: boolean}} */ error) => {
    if (!error.fatal) return;
    player.destroy();
    fail();
  });
  player.loadSource(url);
  player.attachMedia(video);
}

/** @param {HTMLElement} stage @param {string} text */
function say(stage, text) {
  const place = stage.querySelector("[data-stage-word]");
  if (!(place instanceof HTMLElement) || place.textContent === text) return;
  place.textContent = text;
  place.hidden = !text;
  if (text) announce(text);
}

/** @param {HTMLElement} stage @param {HTMLVideoElement} video */
function controls(stage, video) {
  if (stage.querySelector(".ctl")) video.removeAttribute("controls"); // the browser's own are for pages without scripts
  on(stage, "sound", (button) => {
    video.muted = !video.muted;
    if (video.paused) void video.play();
    button.setAttribute("aria-pressed", String(!video.muted));
  });
  on(stage, "captions", (button) => {
    const track = video.textTracks[0];
    if (!track) return;
    track.mode = track.mode === "showing" ? "hidden" : "showing";
    button.setAttribute("aria-pressed", String(track.mode === "showing"));
  });
  on(stage, "pip", () => void (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture()));
  on(stage, "full", () => void (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()));
  on(stage, "play", () => void (video.paused ? video.play() : video.pause()));
  const reflect = () => stage.classList.toggle("paused", video.paused);
  reflect();
  video.addEventListener("play", reflect);
  video.addEventListener("pause", reflect);
}

/** @param {HTMLElement} stage @param {string} name @param {(button: HTMLElement) => void} run */
function on(stage, name, run) {
  const button = stage.querySelector(`[data-stage-${name}]`);
  if (button instanceof HTMLElement) button.addEventListener("click", () => run(button));
}
