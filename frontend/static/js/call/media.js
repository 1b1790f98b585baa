// Camera, microphone and screen of this browser, and what to say when there are none.

const KEPT = "devices";

/** @typedef {{audio: string, video: string, out: string}} Chosen ids of devices, "" for the browser's own choice */
/** @typedef {{stream: MediaStream, problem: ""|"no-camera"|"no-devices"|"refused"|"insecure"}} Opened */

/** @returns {Chosen} */
export function chosen() {
  try {
    return { audio: "", video: "", out: "", ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { audio: "", video: "", out: "" };
  }
}

/** @param {Partial<Chosen>} some */
export function choose(some) {
  localStorage.setItem(KEPT, JSON.stringify({ ...chosen(), ...some }));
}

/** What there is of camera and microphone: with fewer devices the call goes on with fewer.
 * @param {boolean} video @returns {Promise<Opened>} */
export async function open(video) {
  if (!navigator.mediaDevices) return { stream: new MediaStream(), problem: "insecure" };
  try {
    return { stream: await ask(video), problem: "" };
  } catch (why) {
    if (why instanceof DOMException && why.name === "NotAllowedError") return { stream: new MediaStream(), problem: "refused" };
    if (!video) return { stream: new MediaStream(), problem: "no-devices" };
  }
  const { stream, problem } = await open(false);
  return { stream, problem: problem || "no-camera" };
}

/** @param {boolean} video @returns {Promise<MediaStream>} */
function ask(video) {
  const { audio, video: camera } = chosen();
  return navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, ...(audio ? { deviceId: audio } : {}) },
    video: video && { width: { ideal: 960 }, height: { ideal: 540 }, ...(camera ? { deviceId: camera } : {}) },
  });
}

/** @returns {Promise<MediaStreamTrack|null>} a camera's picture, or null where there is none */
export async function camera() {
  const { video } = chosen();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 960 }, height: { ideal: 540 }, ...(video ? { deviceId: video } : {}) } });
    return stream.getVideoTracks()[0] ?? null;
  } catch {
    return null;
  }
}

/** @returns {Promise<MediaStreamTrack|null>} the picture of a screen or window, or null when nobody chose one */
export async function screen() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 10 } }, audio: false });
    return stream.getVideoTracks()[0] ?? null;
  } catch {
    return null;
  }
}

/** Play through the chosen speaker where the browser lets one choose.
 * @param {HTMLMediaElement} element */
export async function aloud(element) {
  const { out } = chosen();
  if (out && "setSinkId" in element) await /** @type {any} */ (element).setSinkId(out).catch(() => {});
  await element.play().catch(() => element.dispatchEvent(new CustomEvent("meridian:silent", { bubbles: true })));
}
