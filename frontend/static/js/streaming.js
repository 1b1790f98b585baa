// HLS in our own player: the menu of qualities, and sound alone. Automatic chooses among pictures only.

import { AUTOMATIC, SOUND, choices, pick } from "./quality.js";
import { toast } from "./toast.js";

/** @typedef {import("./quality.js").Variant} Variant */
/** @typedef {import("./quality.js").Picked} Picked */
/** @typedef {{box: HTMLElement, video: HTMLVideoElement, url: string, fail: () => void, signal: AbortSignal}} Wanted */
/** @typedef {Wanted & {Hls: any, player: any, variants: Variant[], wish: string, alone: boolean, ready: () => void}} Stream */

const KEPT = "quality";

/** Play a master playlist; done when the player knows what it loads, or has failed.
 * @param {Wanted} wanted */
export async function attach(wanted) {
  // The address comes from the page, since static files carry a hash in their name
  const { default: Hls } = await import(wanted.box.dataset["hls"] ?? "");
  if (wanted.signal.aborted) return;
  if (!Hls.isSupported()) return native(wanted);
  await new Promise((/** @type {(value?: undefined) => void} */ ready) => {
    /** @type {Stream} */
    const stream = { ...wanted, Hls, player: null, variants: [], wish: remembered(), alone: false, ready };
    wanted.signal.addEventListener("abort", () => (stream.player?.destroy(), noMenu(wanted.box), ready()));
    menuOf(wanted.box)?.addEventListener("change", () => chosen(stream), { signal: wanted.signal });
    load(stream, wanted.url, -1);
  });
}

/** Phones whose browser plays HLS itself and lets no page choose: without a menu.
 * @param {Wanted} wanted */
function native({ video, url, fail, signal }) {
  if (!video.canPlayType("application/vnd.apple.mpegurl")) return fail();
  video.addEventListener("error", fail, { once: true, signal });
  video.src = url;
}

/** @param {Stream} stream @param {string} url @param {number} from seconds, -1 for where the stream is now */
function load(stream, url, from) {
  stream.player?.destroy();
  const player = new stream.Hls({ lowLatencyMode: true, backBufferLength: 30, maxBufferLength: 20, autoStartLoad: false });
  stream.player = player;
  const { MANIFEST_LOADED, ERROR } = stream.Hls.Events;
  player.on(MANIFEST_LOADED, (/** @type {string} */ _name, /** @type {{levels: any[]}} */ { levels }) => loaded(stream, levels, from));
  player.on(ERROR, (/** @type {string} */ _name, /** @type {{fatal: boolean}} */ error) => error.fatal && failed(stream));
  player.loadSource(url);
  player.attachMedia(stream.video);
}

/** The playlist is there and nothing of it is loaded yet.
 * @param {Stream} stream @param {any[]} levels @param {number} from */
function loaded(stream, levels, from) {
  if (!stream.alone) {
    stream.variants = levels.map(({ url, height, bitrate, attrs }) => ({ url, height, bitrate, codecs: attrs.CODECS }));
    fill(stream);
    const picked = pick(stream.variants, stream.wish);
    if (picked.alone) return queueMicrotask(() => soundAlone(stream, picked, from)); // the player is still at its own event
    picturesOnly(stream);
    apply(stream, picked);
  }
  stream.player.startLoad(from);
  stream.ready();
}

/** Sound is no smaller picture: the last picture would stand before it as if it were live.
 * @param {Stream} stream */
function picturesOnly({ player, variants }) {
  const sound = pick(variants, SOUND);
  const at = sound.alone ? player.levels.findIndex((/** @type {any} */ level) => level.uri === sound.variant?.url) : -1;
  if (at >= 0) player.removeLevel(at);
}

/** @param {Stream} stream */
function chosen(stream) {
  stream.wish = menuOf(stream.box)?.value ?? AUTOMATIC;
  remember(stream.wish);
  const picked = pick(stream.variants, stream.wish);
  const from = stream.player.latestLevelDetails?.live === false ? stream.video.currentTime : -1;
  const plays = !stream.video.paused;
  if (picked.alone) soundAlone(stream, picked, from);
  else if (stream.alone) picture(stream, from);
  else return shown(stream, picked);
  if (plays) void stream.video.play().catch(() => {}); // a new source pauses the element
}

/** @param {Stream} stream @param {Picked} picked */
function shown(stream, picked) {
  apply(stream, picked);
  if (picked.value === SOUND) stream.video.muted = false;
}

/** @param {Stream} stream @param {Picked} picked @param {number} from */
function soundAlone(stream, picked, from) {
  if (stream.signal.aborted || !picked.variant) return;
  stream.alone = true;
  cover(stream.box, "alone");
  load(stream, picked.variant.url, from);
  stream.video.muted = false; // last: a new source swallows the event that the button follows
}

/** @param {Stream} stream @param {number} from */
function picture(stream, from) {
  stream.alone = false;
  load(stream, stream.url, from);
}

/** @param {Stream} stream @param {Picked} picked */
function apply({ player, box }, { value, variant }) {
  cover(box, value === SOUND ? "hidden" : "");
  const at = variant ? player.levels.findIndex((/** @type {any} */ level) => level.uri === variant.url) : -1;
  if (player.levels.length > 1) player.nextLevel = at;
}

/** @param {Stream} stream */
function failed(stream) {
  if (!stream.alone) return stream.fail(), stream.ready();
  // The picture may be well while its sound alone is not made
  toast(menuOf(stream.box)?.dataset["soundless"] ?? "");
  stream.wish = AUTOMATIC;
  picture(stream, -1);
  if (!navigator.userActivation?.hasBeenActive) stream.video.muted = true; // else nothing plays before a press
  void stream.video.play().catch(() => {});
}

/** @param {Stream} stream */
function fill({ box, variants, wish }) {
  const menu = menuOf(box);
  if (!menu) return;
  const offered = choices(variants);
  const quiet = menu.dataset[pick(variants, SOUND).alone ? "sound" : "hide"];
  const word = (/** @type {string} */ value) => (value === AUTOMATIC ? menu.dataset["automatic"] : quiet);
  menu.replaceChildren(...offered.map(({ value, name }) => new Option(name || word(value), value)));
  menu.value = pick(variants, wish).value;
  show(box, offered.length > 0);
}

/** @param {HTMLElement} box */
function noMenu(box) {
  show(box, false);
  cover(box, "");
}

/** @param {HTMLElement} box @param {boolean} is */
function show(box, is) {
  const place = box.querySelector("[data-stage-qualities]");
  if (place instanceof HTMLElement) place.hidden = !is;
}

/** A calm sheet in place of the picture. @param {HTMLElement} box @param {"" | "alone" | "hidden"} why */
function cover(box, why) {
  box.classList.toggle("covered", why !== "");
  for (const node of box.querySelectorAll("[data-stage-cover]")) {
    if (node instanceof HTMLElement) node.hidden = node.dataset["stageCover"] === "" ? !why : node.dataset["stageCover"] !== why;
  }
}

/** @param {HTMLElement} box @returns {HTMLSelectElement | null} */
function menuOf(box) {
  return box.querySelector("select[data-stage-quality]");
}

/** @returns {string} */
function remembered() {
  try {
    return localStorage.getItem(KEPT) ?? AUTOMATIC;
  } catch {
    return AUTOMATIC; // a browser that keeps nothing
  }
}

/** @param {string} wish */
function remember(wish) {
  try {
    if (wish === AUTOMATIC) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, wish);
  } catch {
    return; // the choice holds for this page
  }
}
