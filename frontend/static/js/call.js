// A call of two, or of a few at a table: its buttons, and what leads to it and away.

import { Call } from "./call/session.js";

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
