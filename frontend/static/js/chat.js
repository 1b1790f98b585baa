// A chat: answers show what they answer, reactions are picked, earlier messages come in, what is new is marked.

import { newId } from "./door.js";
import { command } from "./live.js";
import { overlay, set } from "./mine.js";
import { localise } from "./time.js";

const KEPT = 300; // nodes of a list; older ones leave when new ones come, and what lies further back has a page of its own
const EXCERPT = 80; // letters of what is answered

function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("meridian:event", (event) => arrived(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("meridian:done", (event) => done(/** @type {CustomEvent} */ (event)));
  document.addEventListener("input", typed);
  document.addEventListener("meridian:signal", (event) => seen(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("submit", attach);
  greet(document.documentElement);
  document.addEventListener("meridian:grown", (event) => event.target instanceof Element && greet(event.target));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}

/** @param {Element} part of the page, at its start all of it */
function greet(part) {
  quote(part);
  for (const list of part.querySelectorAll("[data-thread]")) if (list instanceof HTMLElement) mark(list);
}

/** @param {Event} event */
function clicked(event) {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("[data-answer], [data-pick-open], [data-answering-stop], [data-earlier], [data-quote]");
  if (!(button instanceof HTMLElement)) return closePicks(null);
  if (button.dataset["answer"]) answer(button);
  else if ("pickOpen" in button.dataset) pick(button);
  else if ("answeringStop" in button.dataset) stopAnswering(button.closest("form"));
  else if (button instanceof HTMLAnchorElement && button.dataset["earlier"]) void earlier(event, button);
  else if (button.dataset["quote"]) jump(event, button.dataset["quote"]);
}

/** @param {HTMLElement} button */
function answer(button) {
  const form = (button.closest(".pane, main") ?? document).querySelector('form[data-command="message.post"]');
  const field = form?.querySelector('[name="reply_to"]');
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return;
  field.value = button.dataset["answer"] ?? "";
  const line = form.querySelector("[data-answering]");
  const who = form.querySelector("[data-answering-who]");
  if (who) who.textContent = button.closest("li")?.querySelector(".mh b")?.textContent ?? "";
  if (line instanceof HTMLElement) line.hidden = false;
  form.querySelector("textarea")?.focus();
}

/** @param {HTMLFormElement|null} form */
function stopAnswering(form) {
  const field = form?.querySelector('[name="reply_to"]');
  const line = form?.querySelector("[data-answering]");
  if (field instanceof HTMLInputElement) field.value = "";
  if (line instanceof HTMLElement) line.hidden = true;
  form?.querySelector("textarea")?.focus();
}

/** @param {HTMLElement} button */
function pick(button) {
  const picks = button.nextElementSibling;
  if (!(picks instanceof HTMLElement)) return;
  const open = picks.hidden;
  closePicks(null);
  picks.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
  if (open) picks.querySelector("button")?.focus();
}

/** @param {Element|null} but */
function closePicks(but) {
  for (const picks of document.querySelectorAll(".picks:not([hidden])")) {
    if (!(picks instanceof HTMLElement) || picks === but) continue;
    picks.hidden = true;
    picks.previousElementSibling?.setAttribute("aria-expanded", "false");
  }
}

/** @param {CustomEvent} event */
function done(event) {
  const { by, data } = event.detail;
  if (by?.dataset["sets"]) {
    set(by.dataset["sets"], true);
    closePicks(null);
  }
  if (event.target instanceof HTMLFormElement && event.target.dataset["command"] === "message.post" && "text" in data) stopAnswering(event.target);
}

/** @param {import("./socket.js").Frame} frame */
function arrived(frame) {
  if (!String(frame.type).startsWith("message.")) return;
  quote(document.documentElement);
  for (const list of document.querySelectorAll("[data-thread]")) if (list instanceof HTMLElement) trim(list);
}

/** Answers show the words they answer while those stand on the page; they are in no frame of their own.
 * @param {Element} root */
function quote(root) {
  for (const link of root.querySelectorAll("[data-quote]")) {
    const said = document.getElementById(link.getAttribute("data-quote") ?? "");
    const place = link.querySelector("span");
    const words = said?.querySelector(".mt")?.textContent?.trim().replaceAll(/\s+/g, " ");
    if (!place) continue;
    place.dataset["plain"] ??= place.textContent ?? "";
    const name = said?.querySelector(".mh b")?.textContent ?? "";
    place.textContent = words ? `${name}: ${words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words}` : place.dataset["plain"];
  }
}

/** @param {Event} event @param {string} id */
function jump(event, id) {
  const said = document.getElementById(id);
  if (!said) return;
  event.preventDefault();
  said.scrollIntoView({ block: "center" });
  said.tabIndex = -1;
  said.focus();
}

/** The page before, put on top without moving what is read. When the list is long the link leads on by itself.
 * @param {Event} event @param {HTMLAnchorElement} link */
async function earlier(event, link) {
  const list = document.getElementById(link.dataset["earlier"] ?? "");
  if (!list || list.children.length >= KEPT) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return void location.assign(link.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    prepend(list, fresh);
    const next = fresh.querySelector('a[rel="prev"]')?.getAttribute("href");
    if (next) link.href = new URL(next, link.href).href;
    else link.remove();
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** @param {HTMLElement} list @param {Document} fresh */
function prepend(list, fresh) {
  const own = JSON.parse(fresh.getElementById("mine")?.textContent ?? "{}");
  const nodes = [...fresh.querySelectorAll(".transcript > li")].filter((node) => !document.getElementById(node.id));
  const box = list.closest("[data-scroll]");
  const from = box ? box.scrollHeight - box.scrollTop : 0;
  list.prepend(...nodes);
  for (const kind of ["messages", "reacts"]) for (const key of own[kind] ?? []) set(`${kind}:${key}`, true);
  for (const node of nodes) {
    if (node instanceof HTMLElement) localise(node);
    overlay(node);
  }
  list.dataset["grown"] = String(list.children.length + KEPT);
  quote(list);
  if (box) box.scrollTop = box.scrollHeight - from;
}

/** A long session must not make the page heavy: the oldest nodes go while the reader stands at the end.
 * @param {HTMLElement} list */
function trim(list) {
  const box = list.closest("[data-scroll]");
  const most = Number(list.dataset["grown"] ?? KEPT);
  if (!box || list.children.length <= most || box.scrollHeight - box.scrollTop - box.clientHeight > 48) return;
  while (list.children.length > KEPT) list.firstElementChild?.remove();
  delete list.dataset["grown"];
}

/** @param {HTMLElement} list */
function mark(list) {
  const read = Number(list.dataset["read"] ?? 0);
  const first = [...list.children].find((node) => Number(node.getAttribute("data-order")) > read);
  if (!read || !first || first === list.firstElementChild) return;
  const line = document.createElement("li");
  line.className = "newmark";
  line.textContent = list.dataset["new"] ?? "";
  first.before(line);
}

/** What was on the page is read when one leaves it; a lost word costs a mark and nothing else. */
function leave() {
  for (const list of document.querySelectorAll("[data-thread]")) {
    const last = [...list.children].map((node) => Number(node.getAttribute("data-order") ?? 0)).reduce((a, b) => Math.max(a, b), 0);
    const thread = list.getAttribute("data-thread");
    const hidden = list instanceof HTMLElement && list.offsetParent === null;
    if (last && !hidden && Number(list.getAttribute("data-read") ?? 0) < last) {
      list.setAttribute("data-read", String(last));
      void command("message.read", { thread, upto: String(last) }).catch(() => {});
    }
  }
}

const TYPING_EVERY = 3000; // ms between two words about my writing
const TYPING_SHOWN = 5000;
let typedAt = 0;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let typingEnds;

/** In a small room others see that somebody writes. Never while a question is written: only the chat tells.
 * @param {Event} event */
function typed(event) {
  const box = event.target;
  if (!(box instanceof HTMLTextAreaElement) || box.form?.dataset["command"] !== "message.post") return;
  const thread = /** @type {HTMLInputElement|null} */ (box.form.elements.namedItem("thread"))?.value;
  if (!document.querySelector(`[data-typing="${thread}"][data-may-type]`) || Date.now() - typedAt < TYPING_EVERY) return;
  typedAt = Date.now();
  void command("message.typing", { thread }).catch(() => {});
}

/** @param {{type: string, data: {thread?: number}}} signal */
function seen(signal) {
  const line = signal.type === "typing" ? document.querySelector(`[data-typing="${signal.data.thread}"]`) : null;
  if (!(line instanceof HTMLElement) || Date.now() - typedAt < TYPING_EVERY) return; // that was me
  line.hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => (line.hidden = true), TYPING_SHOWN);
}

/** A file goes by form, and the page stays.
 * @param {Event} event */
async function attach(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("attach" in form.dataset)) return;
  event.preventDefault();
  const wrong = form.querySelector("[data-error-for]");
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(form) }).catch(() => null);
  form.removeAttribute("aria-busy");
  const body = await answer?.json().catch(() => null);
  if (wrong instanceof HTMLElement) {
    wrong.textContent = answer?.ok ? "" : body?.error?.text ?? document.documentElement.dataset["sorry"] ?? "";
    wrong.hidden = Boolean(answer?.ok);
  }
  if (!answer?.ok) return;
  const id = form.elements.namedItem("client_id");
  if (id instanceof HTMLInputElement) id.value = newId();
  set(`messages:${body.result.message}`, true);
  form.reset();
  form.closest("details")?.removeAttribute("open");
  form.dispatchEvent(new CustomEvent("meridian:done", { bubbles: true, detail: { result: body.result, data: {}, by: null } }));
}

start();
