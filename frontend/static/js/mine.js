// What is mine (my votes, my messages) lies over fragments that are the same for everyone.

/** @type {Map<string, Set<string>>} */
const mine = new Map();

/** Read the page's JSON block and mark what is there. */
export function start() {
  const said = learn(document);
  for (const node of document.querySelectorAll('[data-pressed][aria-pressed="true"]')) {
    const [kind = "", key = ""] = split(node.getAttribute("data-pressed") ?? "");
    if (!(kind in said)) mine.set(kind, (mine.get(kind) ?? new Set()).add(key)); // the server drew it pressed
  }
  overlay(document.documentElement);
}

/** Take over what a page says of me; a fresh one knows parts that this one did not hold.
 * @param {Document} page @returns {Record<string, unknown>} */
export function learn(page) {
  const said = JSON.parse(page.getElementById("mine")?.textContent ?? "{}");
  for (const [kind, keys] of Object.entries(said)) {
    if (Array.isArray(keys)) mine.set(kind, new Set(keys.map(String)));
  }
  return said;
}

/** `what` is "votes:12". @param {string} what @param {boolean} is */
export function set(what, is) {
  const [kind = "", key = ""] = split(what);
  const keys = mine.get(kind) ?? new Set();
  if (is) keys.add(key);
  else keys.delete(key);
  mine.set(kind, keys);
  overlay(document.documentElement);
}

/** @param {string} what @returns {boolean} */
export function has(what) {
  const [kind = "", key = ""] = split(what);
  return mine.get(kind)?.has(key) ?? false;
}

/** Mark the parts of a node: data-own="messages:3" gets the class `me`, data-pressed="votes:12" its pressed state.
 * @param {Element} root */
export function overlay(root) {
  for (const node of withSelf(root, "[data-own]")) node.classList.toggle("me", has(node.getAttribute("data-own") ?? ""));
  for (const node of withSelf(root, "[data-pressed]")) press(node, has(node.getAttribute("data-pressed") ?? ""));
}

/** A button that is pressed takes back what it gave: its words and its value turn.
 * @param {Element} node @param {boolean} is */
function press(node, is) {
  node.setAttribute("aria-pressed", String(is));
  if (!(node instanceof HTMLElement)) return;
  if (node.dataset["valueOn"] !== undefined) node.dataset["valueOn"] = is ? "false" : "true";
  const words = is ? node.dataset["labelOff"] : node.dataset["labelOn"];
  if (words) node.setAttribute("aria-label", words);
}

/** @param {Element} root @param {string} selector @returns {Element[]} */
function withSelf(root, selector) {
  return [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
}

/** @param {string} what @returns {string[]} */
function split(what) {
  const at = what.indexOf(":");
  return [what.slice(0, at), what.slice(at + 1)];
}
