// Forms that are commands stay on the page: sent by the socket or by fetch, refused beside the field, text kept.

import { dataOf, newId } from "./door.js";
import { command } from "./live.js";
import { has, set } from "./mine.js";
import { toast } from "./toast.js";
import { Unsent } from "./unsent.js";

const unsent = new Unsent(() => sessionStorage, Date.now);

export function start() {
  document.addEventListener("submit", submitted);
  document.addEventListener("keydown", sendByKey);
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  const form = event.target;
  const by = event.submitter;
  if (!(form instanceof HTMLFormElement)) return;
  const name = by?.dataset["command"] ?? form.dataset["command"];
  if (!name || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  if (form.dataset["busy"] === "true" && form.id !== "act") return;
  const data = read(form, by);
  const clientId = newId();
  if (form.dataset["keep"]) unsent.keep(form.dataset["keep"], name, data, clientId);
  await give(form, by, name, data, clientId);
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} by @param {string} name @param {Record<string, any>} data @param {string} clientId */
async function give(form, by, name, data, clientId) {
  busy(form, by, true);
  showErrors(form, null, "");
  try {
    done(form, by, data, await command(name, data, clientId));
  } catch (why) {
    refused(form, why);
  } finally {
    busy(form, by, false);
    unsent.forget(clientId);
  }
}

/** After a reload: what had no answer stands in its form again and is given once more, under the id it had. */
export function again() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    for (const word of unsent.of(form.dataset["keep"] ?? "")) {
      fill(form, word.data);
      if (unsent.isMeant(word)) void give(form, null, word.name, word.data, word.clientId);
      else unsent.forget(word.clientId);
    }
  }
}

/** @param {HTMLFormElement} form @param {Record<string, any>} data */
function fill(form, data) {
  for (const [name, value] of Object.entries(data)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field) field.value = String(value);
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} by */
function read(form, by) {
  const many = new Set((form.dataset["many"] ?? "").split(" ").filter(Boolean));
  const data = dataOf(/** @type {any} */ (new FormData(form, by)), many);
  const action = by?.getAttribute("formaction");
  if (action) for (const [key, value] of new URL(action, location.href).searchParams) data[key] = value;
  for (const [key, value] of Object.entries(by?.dataset ?? {})) {
    if (key.startsWith("value") && key.length > 5) data[snake(key.slice(5))] = value;
  }
  return data;
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} by @param {Record<string, any>} data @param {any} result */
function done(form, by, data, result) {
  const pressed = by?.dataset["pressed"];
  if (pressed) set(pressed, "on" in data ? String(data["on"]) === "true" : !has(pressed));
  const from = form.dataset["mineFrom"]?.split(":"); // "messages:message": result.message is one of my messages
  if (from && result[from[1] ?? ""] !== undefined) set(`${from[0]}:${result[from[1] ?? ""]}`, true);
  if ("reset" in form.dataset) form.reset();
  form.dispatchEvent(new CustomEvent("meridian:done", { bubbles: true, detail: { result, data, by } }));
  const said = by?.dataset["said"] ?? form.dataset["said"];
  if (said) toast(said);
  form.closest("dialog")?.close();
  if ("go" in form.dataset || (by && "go" in by.dataset)) go(form, result);
}

/** @param {HTMLFormElement} form @param {any} result */
function go(form, result) {
  const next = form.elements.namedItem("next");
  const target = result.url ?? (next instanceof HTMLInputElement ? next.value : "");
  if (target && new URL(target, location.href).origin === location.origin) location.assign(target);
  else location.reload();
}

/** @param {HTMLFormElement} form @param {any} why */
function refused(form, why) {
  form.dispatchEvent(new CustomEvent("meridian:refused", { bubbles: true }));
  const text = why?.message || document.documentElement.dataset["sorry"] || "That did not work. What you wrote is kept.";
  if (!showErrors(form, why?.field ?? null, text)) toast(text);
}

/** @param {HTMLFormElement} form @param {string|null} field @param {string} text @returns {boolean} whether a place was found */
function showErrors(form, field, text) {
  const places = [...form.querySelectorAll("[data-error-for]")];
  for (const place of places) mark(form, place, "");
  if (!text) return true;
  const place = places.find((one) => one.getAttribute("data-error-for") === field) ?? places.find((one) => !one.getAttribute("data-error-for"));
  if (!place) return false;
  mark(form, place, text);
  const input = form.elements.namedItem(field ?? "");
  if (input instanceof HTMLElement) input.focus();
  return true;
}

/** @param {HTMLFormElement} form @param {Element} place @param {string} text */
function mark(form, place, text) {
  place.textContent = text;
  if (place instanceof HTMLElement) place.hidden = !text;
  const input = form.elements.namedItem(place.getAttribute("data-error-for") ?? "");
  if (!(input instanceof HTMLElement)) return;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** @param {HTMLFormElement} form @param {HTMLElement|null} by @param {boolean} is */
function busy(form, by, is) {
  form.dataset["busy"] = String(is);
  by?.setAttribute("aria-busy", String(is));
}

/** Enter sends where a form says so; Shift and Enter is a new line. Not while a word is being composed.
 * @param {KeyboardEvent} event */
function sendByKey(event) {
  const box = event.target;
  if (!(box instanceof HTMLTextAreaElement) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!box.form || !("enter" in box.form.dataset) || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  box.form.requestSubmit();
}

/** @param {string} name @returns {string} valueFooBar's FooBar as foo_bar */
function snake(name) {
  return name.replace(/[A-Z]/g, (letter, at) => (at ? "_" : "") + letter.toLowerCase());
}
