// Pictures from other hosts: nothing of them is loaded until the viewer has agreed to that host.

/** @typedef {{url: string, label: string, kind: "video" | "frame" | "link", host: string, meets?: boolean}} Source */

/** Show what a source elsewhere needs: consent, then its frame; or the way into its meeting.
 * @param {HTMLElement} box @param {Source} source */
export function show(box, source) {
  hide(box);
  const meets = Boolean(source.meets); // one speaks there oneself: that is asked each time
  if (source.kind === "frame" && !meets && agreed(source.host)) return frame(box, source);
  const place = box.querySelector("[data-stage-elsewhere]");
  if (!(place instanceof HTMLElement)) return;
  place.hidden = false;
  for (const node of place.querySelectorAll("[data-stage-host]")) node.textContent = source.host;
  visible(place, "[data-stage-consent]", source.kind === "frame" && !meets);
  visible(place, "[data-stage-meets]", meets);
  visible(place, "[data-stage-meeting]", source.kind === "link");
  visible(place, "[data-stage-show]", source.kind === "frame");
  visible(place, "[data-stage-always]", source.kind === "frame" && !meets);
  const open = place.querySelector("[data-stage-open]");
  if (open instanceof HTMLAnchorElement) open.href = source.url;
  click(place, "[data-stage-show]", () => frame(box, source));
  click(place, "[data-stage-always]", () => {
    localStorage.setItem(`consent:${source.host}`, "yes");
    frame(box, source);
  });
}

/** @param {HTMLElement} box */
export function hide(box) {
  box.querySelector("iframe")?.remove();
  const place = box.querySelector("[data-stage-elsewhere]");
  if (place instanceof HTMLElement) place.hidden = true;
}

/** @param {string} host @returns {boolean} */
function agreed(host) {
  return localStorage.getItem(`consent:${host}`) === "yes";
}

/** @param {HTMLElement} box @param {Source} source */
function frame(box, source) {
  hide(box);
  const frame = document.createElement("iframe");
  frame.src = source.url;
  frame.title = source.label;
  frame.allow = "autoplay; fullscreen; picture-in-picture; camera; microphone; display-capture";
  frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays nothing for pages that do not say who they are
  box.querySelector(".stage-box")?.append(frame);
  frame.focus();
}

/** @param {HTMLElement} place @param {string} selector @param {boolean} is */
function visible(place, selector, is) {
  for (const node of place.querySelectorAll(selector)) if (node instanceof HTMLElement) node.hidden = !is;
}

/** @param {HTMLElement} place @param {string} selector @param {() => void} run */
function click(place, selector, run) {
  const button = place.querySelector(selector);
  if (button instanceof HTMLElement) button.onclick = run;
}
