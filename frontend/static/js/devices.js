// One looks at oneself before others do: picture, level of the microphone, a tone from the speaker.

import { choose, chosen, open } from "./call/media.js";

const HEARD = 6; // per cent of full scale: a room is below it, a voice above

// Also without a page, when its pure part is tested
const box = typeof document === "undefined" ? null : document.querySelector("[data-check]");
/** @type {MediaStream|null} */
let stream = null;
/** @type {AudioContext|null} */
let sounds = null;

if (box) {
  box.querySelector("[data-check-stop]")?.addEventListener("click", stop);
  box.querySelector("[data-check-start]")?.addEventListener("click", () => void start());
  box.querySelector("[data-check-tone]")?.addEventListener("click", () => void tone());
  for (const select of box.querySelectorAll("select[data-device]")) {
    select.addEventListener("change", () => {
      choose({ [select.getAttribute("data-device") ?? ""]: /** @type {HTMLSelectElement} */ (select).value });
      void start();
    });
  }
}

/** How loud some samples are, in per cent of full scale.
 * @param {Uint8Array} samples bytes around 128, as an AnalyserNode gives them @returns {number} */
export function loudness(samples) {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample - 128));
  return Math.min(100, Math.round((most / 128) * 100));
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  void sounds?.close();
  show([]);
  say("off");
}

/** @param {MediaStreamTrack[]} tracks */
function show(tracks) {
  const face = box?.querySelector("[data-preview]");
  face?.classList.toggle("with-picture", tracks.some((track) => track.kind === "video"));
  for (const name of ["more", "stop"]) {
    const part = box?.querySelector(`[data-check-${name}]`);
    if (part instanceof HTMLElement) part.hidden = tracks.length === 0;
  }
}

async function start() {
  say("starting");
  for (const track of stream?.getTracks() ?? []) track.stop();
  const opened = await open(true);
  stream = opened.stream;
  say(opened.problem || "ok");
  const video = box?.querySelector("video");
  if (video) video.srcObject = stream;
  show(stream.getTracks());
  if (stream.getTracks().length) await list();
  if (stream.getAudioTracks().length) listen(stream);
}

/** The names of devices are known only after the browser gave one. */
async function list() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const mine = chosen();
  for (const [what, kind] of /** @type {const} */ ([["video", "videoinput"], ["audio", "audioinput"], ["out", "audiooutput"]])) {
    const select = box?.querySelector(`select[data-device="${what}"]`);
    const found = devices.filter((one) => one.kind === kind && one.deviceId);
    if (!(select instanceof HTMLSelectElement)) continue;
    select.replaceChildren(...found.map((one) => new Option(one.label || one.deviceId.slice(0, 8), one.deviceId, false, one.deviceId === mine[what])));
    const field = select.closest("[data-out]");
    if (field instanceof HTMLElement) field.hidden = found.length === 0 || !("setSinkId" in HTMLMediaElement.prototype);
  }
}

/** @param {MediaStream} from */
function listen(from) {
  void sounds?.close();
  sounds = new AudioContext();
  const analyser = sounds.createAnalyser();
  sounds.createMediaStreamSource(from).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const meter = document.getElementById("level");
  const here = sounds;
  let heard = false;
  const look = () => {
    if (here.state === "closed") return;
    analyser.getByteTimeDomainData(samples);
    const loud = loudness(samples);
    if (meter instanceof HTMLMeterElement) meter.value = loud;
    if (loud > HEARD && !heard) {
      heard = true;
      say("heard");
    }
    setTimeout(look, 100);
  };
  look();
}

/** A short, soft tone through the chosen speaker. */
async function tone() {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const swing = context.createOscillator();
  const soft = context.createGain();
  soft.gain.setValueAtTime(0.2, context.currentTime);
  soft.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.8);
  swing.connect(soft).connect(out);
  swing.start();
  swing.stop(context.currentTime + 0.8);
  const player = new Audio();
  player.srcObject = out.stream;
  const { out: speaker } = chosen();
  if (speaker && "setSinkId" in player) await /** @type {any} */ (player).setSinkId(speaker).catch(() => {});
  await player.play().catch(() => {});
  setTimeout(() => void context.close(), 1500);
}

/** @param {string} what */
function say(what) {
  const words = box?.querySelector(`template[data-words="${what}"]`);
  const place = box?.querySelector("[data-check-status]");
  if (place && words instanceof HTMLTemplateElement) place.textContent = words.content.textContent?.trim() ?? "";
}
