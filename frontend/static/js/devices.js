// A test of camera, microphone and loudspeaker. Nothing of it leaves the browser.

const HEARD = 6; // per cent of full scale: a room is below it, a voice above
const TONE = { hertz: 440, seconds: 1, loudness: 0.15 };

for (const box of document.querySelectorAll("[data-devices]")) if (box instanceof HTMLElement) start(box);

/** How loud some samples are, in per cent of full scale.
 * @param {Uint8Array} samples bytes around 128, as an AnalyserNode gives them @returns {number} */
export function loudness(samples) {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample - 128));
  return Math.min(100, Math.round((most / 128) * 100));
}

/** @param {HTMLElement} box */
function start(box) {
  for (const part of box.querySelectorAll(".needs-js")) part.removeAttribute("hidden");
  /** @type {() => void} */
  let stop = () => {};
  const begin = async () => {
    stop();
    stop = await test(box);
  };
  find(box, "test")?.addEventListener("click", () => void begin());
  find(box, "sound")?.addEventListener("click", () => void sound());
  find(box, "stop")?.addEventListener("click", () => stop());
  for (const name of ["camera", "microphone"]) find(box, name)?.addEventListener("change", () => void begin());
}

/** @param {HTMLElement} box @param {string} name @returns {HTMLElement|null} */
function find(box, name) {
  const found = box.querySelector(`[data-device-${name}]`);
  return found instanceof HTMLElement ? found : null;
}

/** @param {HTMLElement} box @returns {Promise<() => void>} what ends it */
async function test(box) {
  const media = navigator.mediaDevices;
  if (!media) return say(box, "refused");
  try {
    const stream = await media.getUserMedia({ video: chosen(box, "camera"), audio: chosen(box, "microphone") });
    return await show(box, stream, await media.enumerateDevices());
  } catch (why) {
    return say(box, why instanceof DOMException && why.name === "NotFoundError" ? "none" : "refused");
  }
}

/** @param {HTMLElement} box @param {string} name @returns {MediaTrackConstraints|boolean} */
function chosen(box, name) {
  const select = find(box, name);
  return select instanceof HTMLSelectElement && select.value ? { deviceId: { exact: select.value } } : true;
}

/** @param {HTMLElement} box @param {MediaStream} stream @param {MediaDeviceInfo[]} devices @returns {Promise<() => void>} */
async function show(box, stream, devices) {
  list(box, "camera", devices, stream.getVideoTracks()[0]);
  list(box, "microphone", devices, stream.getAudioTracks()[0]);
  const picture = find(box, "picture");
  if (picture instanceof HTMLVideoElement) {
    picture.srcObject = stream;
    picture.hidden = false;
    await picture.play().catch(() => {});
  }
  for (const row of box.querySelectorAll("[data-device-row], [data-device-stop]")) row.removeAttribute("hidden");
  say(box, "silent");
  const deaf = listen(box, stream);
  return () => {
    deaf();
    for (const track of stream.getTracks()) track.stop();
    if (picture) picture.hidden = true;
    find(box, "stop")?.setAttribute("hidden", "");
  };
}

/** @param {HTMLElement} box @param {string} name @param {MediaDeviceInfo[]} devices @param {MediaStreamTrack|undefined} used */
function list(box, name, devices, used) {
  const select = find(box, name);
  if (!(select instanceof HTMLSelectElement)) return;
  const kind = name === "camera" ? "videoinput" : "audioinput";
  const options = devices.filter((device) => device.kind === kind).map((device) => new Option(device.label, device.deviceId));
  select.replaceChildren(...options);
  select.value = used?.getSettings().deviceId ?? "";
}

/** @param {HTMLElement} box @param {MediaStream} stream @returns {() => void} */
function listen(box, stream) {
  const ear = new AudioContext();
  const analyser = ear.createAnalyser();
  ear.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const level = find(box, "level");
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const loud = loudness(samples);
    if (level instanceof HTMLMeterElement) level.value = loud;
    if (loud > HEARD) say(box, "fine");
  }, 100);
  return () => {
    clearInterval(timer);
    void ear.close();
  };
}

async function sound() {
  const mouth = new AudioContext();
  const tone = mouth.createOscillator();
  const volume = mouth.createGain();
  tone.frequency.value = TONE.hertz;
  volume.gain.value = TONE.loudness;
  tone.connect(volume).connect(mouth.destination);
  tone.onended = () => void mouth.close();
  tone.start();
  tone.stop(mouth.currentTime + TONE.seconds);
}

/** @param {HTMLElement} box @param {string} what @returns {() => void} */
function say(box, what) {
  const word = find(box, "word");
  const text = box.dataset[what] ?? "";
  if (word && word.textContent !== text) word.textContent = text;
  if (word) word.hidden = !text;
  return () => {};
}
