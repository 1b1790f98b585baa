// The page on duty gives signs of life, so that nobody is offered to a mentor whose line was cut.

import { csrf, newId } from "./door.js";

const box = document.querySelector("[data-duty-of]");
if (box instanceof HTMLElement) {
  const slug = box.dataset["dutyOf"] ?? "";
  const worker = new Worker(new URL("./beat.js", import.meta.url));
  worker.addEventListener("message", () => void beat(box, slug));
  void beat(box, slug);
  document.addEventListener("visibilitychange", () => void (document.hidden || beat(box, slug)));
}

/** @param {HTMLElement} box @param {string} slug */
async function beat(box, slug) {
  const state = box.querySelector("[data-state]")?.getAttribute("data-state") ?? "off";
  if (state === "off" || !navigator.onLine) return;
  const body = new URLSearchParams({ conference: slug, client_id: newId() });
  const headers = { "X-CSRFToken": csrf(), Accept: "application/json" };
  // What is lost here comes again with the next tick
  await fetch("/c/duty.here", { method: "POST", headers, body }).catch(() => null);
}
