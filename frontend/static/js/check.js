// One looks at oneself before the other one does: picture, level of the microphone, a tone from the speaker.

import { choose, chosen, open } from "./call/media.js";

const box = document.querySelector("[data-check]");
/** @type {MediaStream|null} */
let stream = null;
/** @type {AudioContext|null} */
let sounds = null;

if (box instanceof HTMLElement) {
  box.querySelector("[data-check-start]")?.addEventListener("click", () => void start());
  box.querySelector("[data-check-tone]")?.addEventListener("click", () => void tone());
  for (const select of box.querySelectorAll("select[data-device]")) {
    select.addEventListener("change", () => {
      choose({ [select.getAttribute("data-device") ?? ""]: /** @type {HTMLSelectElement} */ (select).value });
      void start();
    });
  }
}

async function start() {
  say("starting");
  for (const track of stream?.getTracks() ?? []) track.stop();
  const opened = await open(true);
  stream = opened.stream;
  say(opened.problem || "ok");
  const face = box?.querySelector("[data-preview]");
  const video = face?.querySelector("video");
  if (video) video.srcObject = stream;
  face?.classList.toggle("with-picture", stream.getVideoTracks().length > 0);
  const more = box?.querySelector("[data-check-more]");
  if (more instanceof HTMLElement) more.hidden = stream.getTracks().length === 0;
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
  const look = () => {
    if (here.state === "closed") return;
    analyser.getByteTimeDomainData(samples);
    const loud = Math.max(...samples.map((value) => Math.abs(value - 128))) / 128;
    if (meter instanceof HTMLMeterElement) meter.value = Math.min(1, loud * 1.6);
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
