// Native dialogs and menus: opened by data-dialog, closed by Escape, by a click outside, by their own button.

export function start() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    open(event.target.closest("[data-dialog]"));
    if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
}

/** @param {Element|null} button */
function open(button) {
  const dialog = button && document.getElementById(button.getAttribute("data-dialog") ?? "");
  if (!button || !(dialog instanceof HTMLDialogElement)) return;
  for (const name of ["item", "name", "text"]) fill(dialog, button, name);
  dialog.showModal();
}

/** A dialog that serves many rows takes what it is about from the button: data-item into its field of that name.
 * @param {HTMLDialogElement} dialog @param {Element} button @param {string} name */
function fill(dialog, button, name) {
  const value = button.getAttribute(`data-${name}`);
  if (value === null) return;
  for (const place of dialog.querySelectorAll(`[data-fill="${name}"]`)) {
    if (place instanceof HTMLInputElement || place instanceof HTMLTextAreaElement) place.value = value;
    else place.textContent = value;
  }
}
