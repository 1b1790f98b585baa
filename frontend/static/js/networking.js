// The live queue and chats for two: the seconds of an offer, the way into the chat, coming in by opening the page.

import { chime } from "./chime.js";

const words = document.title;
let rung = false;
let going = false; // a form is on its way: a reload now would cancel it

start();

function start() {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("submit", (event) => (going ||= !event.defaultPrevented));
  document.addEventListener("meridian:event", (event) => heard(/** @type {CustomEvent} */ (event).detail));
  const form = document.querySelector("form[data-enter-room]");
  if (form instanceof HTMLFormElement && sessionStorage.getItem(form.action + location.pathname) === null) {
    sessionStorage.setItem(form.action + location.pathname, "1"); // once a tab: leaving must not bring one back in
    form.addEventListener("meridian:done", () => cameIn(form));
    form.requestSubmit();
  }
}

/** No fresh page: what one types while coming in must not be lost.
 * @param {HTMLFormElement} form */
function cameIn(form) {
  form.hidden = true;
  const leave = document.querySelector("form[data-leave-room]");
  if (leave instanceof HTMLFormElement) leave.hidden = false;
}

/** @param {{type: string, data: Record<string, any>}} frame */
function heard(frame) {
  const { type, data } = frame;
  if (going) return;
  const chat = type === "ticket.changed" || type === "duty.changed" ? data["chat_url"] : "";
  if (chat && chat !== location.pathname) location.assign(chat); // whoever is in it stays: words typed would be lost
  if (type === "hallway.changed" && data["url"] && document.getElementById("my-stroll")) location.assign(data["url"]);
  const room = document.querySelector("[data-chat-room]");
  // The composer and what one may do come and go with the state: a fresh page is simpler than two ways to draw it
  const shape = (/** @type {string} */ state) => (state === "open" ? "live" : state);
  if (type === "chat.room" && room instanceof HTMLElement && shape(data["state"]) !== shape(room.dataset["chatRoom"] ?? "")) location.reload();
  tick();
}

function tick() {
  const places = document.querySelectorAll("[data-seconds-until]");
  for (const place of places) {
    const left = Math.max(0, Math.ceil((new Date(place.getAttribute("data-seconds-until") ?? "").getTime() - Date.now()) / 1000));
    place.textContent = (place.getAttribute("data-words") ?? "{n}").replace("{n}", String(left));
  }
  const waits = document.querySelector('[data-state="offered"]');
  document.title = waits ? `● ${words}` : words;
  if (waits && !rung) chime();
  rung = Boolean(waits);
}
