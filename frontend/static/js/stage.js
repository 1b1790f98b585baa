// The stage: plays what it can, goes on to the next source when one fails, and says so.

import { announce } from "./announce.js";
import { show as elsewhere, hide as nothingElsewhere } from "./elsewhere.js";
import { name as nameOnLockedPhone } from "./lockscreen.js";
import { attach } from "./streaming.js";
import { localise } from "./time.js";

/** @typedef {import("./elsewhere.js").Source} Source */
/** @typedef {{box: HTMLElement, video: HTMLVideoElement, sources: Source[], at: number, stop: () => void}} Stage */

const STALLED = 4000; // ms a picture may stand still while another source is there; with its buffer it stays below 10 s
const APART = 3; // s one may be away from the others in a replay
const AGAIN = 10_000; // ms until all sources are tried anew after the last one failed

all(document);
document.addEventListener("meridian:grown", (event) => event.target instanceof Element && all(event.target));
document.addEventListener("meridian:event", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.type === "room.changed") void redraw();
});

/** @param {ParentNode} part of the page */
function all(part) {
  for (const box of part.querySelectorAll("[data-stage]")) if (box instanceof HTMLElement) start(box);
}

/** @param {HTMLElement} box */
function start(box) {
  waitForStart(box);
  const video = box.querySelector("video");
  const block = box.querySelector('script[type="application/json"]');
  /** @type {Source[]} */
  const sources = block ? JSON.parse(block.textContent ?? "[]") : [];
  if (!video || !sources.length) return;
  /** @type {Stage} */
  const stage = { box, video, sources, at: 0, stop: () => {} };
  controls(stage);
  void play(stage, 0);
}

/** A page that was opened early draws its stage anew when the session begins; not all pages in one moment.
 * @param {HTMLElement} box */
function waitForStart(box) {
  const left = Date.parse(box.dataset["starts"] ?? "") - Date.now();
  if (left > 0 && left < 24 * 3600_000) setTimeout(() => void redraw(), left + Math.random() * 5000);
}

/** The room was changed: what plays is left alone unless something else is to be played now. */
async function redraw() {
  const old = document.querySelector("[data-stage]");
  if (!(old instanceof HTMLElement)) return;
  const answer = await fetch(old.dataset["again"] ?? "", { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-stage]");
  if (!(fresh instanceof HTMLElement) || played(fresh) === played(old)) return;
  old.dispatchEvent(new Event("meridian:over"));
  old.replaceWith(fresh);
  for (const node of fresh.querySelectorAll(".needs-js")) if (node instanceof HTMLElement && node.matches(".ctl")) node.hidden = false;
  localise(fresh);
  start(fresh);
}

/** @param {HTMLElement} box @returns {string} */
function played(box) {
  return box.querySelector('script[type="application/json"]')?.textContent ?? box.querySelector(".still")?.textContent ?? "";
}

/** @param {Stage} stage @param {number} at */
async function play(stage, at) {
  stage.stop();
  stage.at = at;
  const source = stage.sources[at];
  const chooser = stage.box.querySelector("[data-stage-source]");
  if (chooser instanceof HTMLSelectElement) chooser.value = String(at);
  if (!source) return rest(stage);
  stage.video.hidden = source.kind !== "video";
  if (source.kind !== "video") return away(stage, source);
  nothingElsewhere(stage.box);
  await picture(stage, source);
}

/** @param {Stage} stage */
function rest(stage) {
  say(stage.box, stage.box.dataset["gone"] ?? "");
  const timer = setTimeout(() => void play(stage, 0), AGAIN);
  stage.stop = () => clearTimeout(timer);
}

/** @param {Stage} stage @param {Source} source */
function away(stage, source) {
  stage.video.pause();
  say(stage.box, "");
  elsewhere(stage.box, source);
}

/** @param {Stage} stage @param {Source} source */
async function picture(stage, source) {
  const { video, box } = stage;
  const ends = new AbortController();
  const fail = () => {
    if (ends.signal.aborted) return;
    const next = stage.sources[stage.at + 1];
    if (next) say(box, (box.dataset["switched"] ?? "{label}").replace("{label}", next.label));
    void play(stage, stage.at + 1);
  };
  stage.stop = () => ends.abort();
  box.addEventListener("meridian:over", () => ends.abort(), { signal: ends.signal });
  video.addEventListener("playing", () => say(box, ""), { once: true, signal: ends.signal });
  nameOnLockedPhone(box, video, ends.signal);
  watch(stage, fail, ends.signal);
  if (!source.url.includes(".m3u8") || video.canPlayType("application/vnd.apple.mpegurl") === "probably") {
    video.addEventListener("error", fail, { once: true, signal: ends.signal });
    video.src = source.url;
  } else {
    await attach({ box, video, url: source.url, fail, signal: ends.signal });
  }
  if (box.dataset["together"] !== undefined) together(stage, ends.signal);
  else if (box.dataset["recording"] !== undefined) return begin(stage); // one starts a recording oneself
  // A source that failed meanwhile has been spoken of already; what is left is a browser that wants a click first
  await video.play().catch(() => ends.signal.aborted || say(box, box.dataset["press"] ?? ""));
}

/** A recording begins where its session does, also when it was made earlier.
 * @param {Stage} stage */
function begin({ box, video }) {
  const at = Number(box.dataset["recording"]) + Number(box.dataset["begin"] ?? 0);
  video.muted = false;
  video.preload = "metadata";
  whenReady(video, () => void (video.currentTime = at));
}

/** A replay is seen together: everybody is at the same second, also after a pause.
 * @param {Stage} stage @param {AbortSignal} signal */
function together({ box, video }, signal) {
  const seek = () => {
    const at = Number(box.dataset["recording"]) + (Date.now() - Date.parse(box.dataset["together"] ?? "")) / 1000;
    if (Math.abs(video.currentTime - at) > APART) video.currentTime = Math.min(at, video.duration || at);
  };
  whenReady(video, seek);
  video.addEventListener("play", seek, { signal });
}

/** @param {HTMLVideoElement} video @param {() => void} run */
function whenReady(video, run) {
  if (video.readyState) run();
  else video.addEventListener("loadedmetadata", run, { once: true });
}

/** A picture that stands still has failed, when another one could be shown instead.
 * @param {Stage} stage @param {() => void} fail @param {AbortSignal} signal */
function watch({ video, sources, at }, fail, signal) {
  let seen = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    const moving = video.currentTime !== seen || video.paused || video.ended || !navigator.onLine;
    if (moving) [seen, since] = [video.currentTime, performance.now()];
    else if (sources[at + 1] && performance.now() - since > STALLED) fail();
  }, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** @param {HTMLElement} box @param {string} text */
function say(box, text) {
  const place = box.querySelector("[data-stage-word]");
  if (!(place instanceof HTMLElement) || place.textContent === text) return;
  place.textContent = text;
  place.hidden = !text;
  if (text) announce(text);
}

/** @param {Stage} stage */
function controls(stage) {
  const { box, video } = stage;
  if (box.querySelector("[data-stage-play]")) video.removeAttribute("controls"); // the browser's own are for pages without scripts
  on(box, "sound", () => {
    video.muted = !video.muted;
    if (video.paused) void video.play();
  });
  video.addEventListener("volumechange", () => {
    box.querySelector("[data-stage-sound]")?.setAttribute("aria-pressed", String(!video.muted));
  });
  on(box, "captions", (button) => {
    const track = video.textTracks[0];
    if (!track) return;
    track.mode = track.mode === "showing" ? "hidden" : "showing";
    button.setAttribute("aria-pressed", String(track.mode === "showing"));
  });
  on(box, "pip", () => void (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture()));
  on(box, "full", () => void (document.fullscreenElement ? document.exitFullscreen() : box.requestFullscreen()));
  on(box, "play", () => void (video.paused ? video.play() : video.pause()));
  box.querySelector("[data-stage-source]")?.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) void play(stage, Number(event.target.value));
  });
  const reflect = () => box.classList.toggle("paused", video.paused);
  reflect();
  video.addEventListener("play", reflect);
  video.addEventListener("pause", reflect);
}

/** @param {HTMLElement} box @param {string} name @param {(button: HTMLElement) => void} run */
function on(box, name, run) {
  const button = box.querySelector(`[data-stage-${name}]`);
  if (button instanceof HTMLElement) button.addEventListener("click", () => run(button));
}
