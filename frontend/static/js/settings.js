// A second desk shows what the first one set, and leaves alone what somebody is changing there just now.

const FORMS = ["room.change", "room.chat", "room.mark", "room.visibility"];

/** @param {Record<string, any>} data what the room is set to, by name; `id` is the room */
export function follow(data) {
  const forms = document.querySelectorAll(FORMS.map((name) => `form[data-command="${name}"]`).join(", "));
  for (const form of forms) {
    if (!(form instanceof HTMLFormElement) || fields(form, "room")[0]?.value !== String(data["id"])) continue;
    const names = Object.keys(data).filter((name) => name !== "id" && fields(form, name).length);
    const found = names.map((name) => take(fields(form, name), String(data[name])));
    const note = form.querySelector("[data-meanwhile]");
    if (!(note instanceof HTMLElement) || !names.length) continue;
    if (found.includes("overtaken")) note.hidden = false;
    else if (!found.includes("chosen")) note.hidden = true;
  }
}

/** @typedef {HTMLInputElement|HTMLSelectElement} Field */

/** @param {HTMLFormElement} form @param {string} name @returns {Field[]} */
function fields(form, name) {
  const named = [...form.elements].filter((one) => one.getAttribute("name") === name);
  return /** @type {Field[]} */ (named.filter((one) => one instanceof HTMLInputElement || one instanceof HTMLSelectElement));
}

/** Set the fields of one name, unless they hold what somebody chose and has not saved.
 * @param {Field[]} named @param {string} value @returns {"set"|"chosen"|"overtaken"} */
function take(named, value) {
  const [chosen, before] = [read(named, false), read(named, true)];
  const free = chosen === before || chosen === value;
  for (const field of named) write(field, value, free ? value : chosen);
  if (free) return "set";
  return value === before ? "chosen" : "overtaken";
}

/** @param {Field[]} named @param {boolean} saved as the page was drawn, or as it is now @returns {string} */
function read(named, saved) {
  const field = named[0];
  if (field instanceof HTMLSelectElement) {
    return saved ? [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0]?.value ?? "" : field.value;
  }
  if (!(field instanceof HTMLInputElement)) return "";
  const on = (/** @type {Field} */ one) => one instanceof HTMLInputElement && (saved ? one.defaultChecked : one.checked);
  if (field.type === "radio") return named.find(on)?.value ?? "";
  if (field.type === "checkbox") return String(on(field));
  return saved ? field.defaultValue : field.value;
}

/** @param {Field} field @param {string} saved @param {string} now */
function write(field, saved, now) {
  if (field instanceof HTMLSelectElement) {
    for (const one of field.options) one.defaultSelected = one.value === saved;
    field.value = now;
  } else if (field.type === "radio") {
    field.defaultChecked = field.value === saved;
    field.checked = field.value === now;
  } else if (field.type === "checkbox") {
    field.defaultChecked = saved === "true";
    field.checked = now === "true";
  } else {
    field.defaultValue = saved;
    field.value = now;
  }
}
