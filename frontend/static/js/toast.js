// A short word at the foot of the page; it can be closed, and leaves by itself.

import { announce } from "./announce.js";

/** @param {string} text @param {{label: string, run: () => void}} [undo] */
export function toast(text, undo) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", place.dataset["label"] ?? "");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(button(undo.label, () => (undo.run(), box.remove())));
  place.replaceChildren(box);
  announce(text);
  setTimeout(() => box.remove(), undo ? 10_000 : 6_000);
}

/** @param {string} label @param {() => void} run */
function button(label, run) {
  const node = document.createElement("button");
  node.type = "button";
  node.className = "btn quiet";
  node.textContent = label;
  node.addEventListener("click", run);
  return node;
}
