// What a locked phone shows of the stage, and its two buttons.

/** @param {HTMLElement} box @param {HTMLVideoElement} video @param {AbortSignal} signal */
export function name(box, video, signal) {
  const session = navigator.mediaSession;
  if (!session) return;
  session.metadata = new MediaMetadata({ title: box.dataset["title"] ?? "", artist: box.dataset["congress"] ?? "" });
  session.setActionHandler("play", () => void video.play());
  session.setActionHandler("pause", () => video.pause());
  signal.addEventListener("abort", () => {
    session.metadata = null;
    session.setActionHandler("play", null);
    session.setActionHandler("pause", null);
  });
}
