// Reactions of the room rise over the stage; where motion is not wanted, a number stands beside its sign for a moment.

const MOST = 6; // of one kind and second: a hall that claps is a few signs, not a snowstorm
const still = matchMedia("(prefers-reduced-motion: reduce)");

document.addEventListener("meridian:signal", (event) => {
  const { type, data } = /** @type {CustomEvent} */ (event).detail;
  if (type !== "pulse" || document.hidden) return;
  for (const [kind, count] of Object.entries(data)) show(kind, Number(count));
});

/** @param {string} kind @param {number} count */
function show(kind, count) {
  const button = document.querySelector(`[data-react="${CSS.escape(kind)}"]`);
  const stage = document.querySelector(".stage-box");
  if (!(button instanceof HTMLElement) || !stage) return;
  if (still.matches) number(button, count);
  else for (let one = 0; one < Math.min(count, MOST); one += 1) rise(button, stage);
}

/** @param {HTMLElement} button @param {Element} stage */
function rise(button, stage) {
  const sign = document.createElement("span");
  sign.className = "rising";
  sign.setAttribute("aria-hidden", "true");
  sign.append(...[...button.children].map((part) => part.cloneNode(true)));
  sign.style.insetInlineStart = `${10 + Math.random() * 80}%`;
  sign.style.animationDelay = `${Math.random() * 0.8}s`;
  sign.addEventListener("animationend", () => sign.remove());
  stage.append(sign);
}

/** @param {HTMLElement} button @param {number} count */
function number(button, count) {
  button.dataset["count"] = String(count);
  setTimeout(() => delete button.dataset["count"], 3000);
}
