// Events become HTML in place: nodes are keyed by DOM id, lists are sorted by data-order, and nothing jumps.

/** @typedef {{target: string, id: string, order?: number|string, html: string|null}} Piece */

/** Where a node of this order goes: the index of the first one that comes after it.
 * @param {number[]} orders of the nodes that are there, in their order
 * @param {number} order
 * @returns {number} */
export function placeFor(orders, order) {
  let at = orders.length;
  while (at > 0 && Number(orders[at - 1]) > order) at -= 1;
  return at;
}

/** Whether the reader stands at the end of a scrolled list, give or take a line.
 * @param {{scrollHeight: number, scrollTop: number, clientHeight: number}} box @returns {boolean} */
export function isAtEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 48;
}

/** Apply one piece of an event.
 * @param {Document} page @param {Piece} piece
 * @returns {{node: Element|null, isNew: boolean}} */
export function applyPiece(page, piece) {
  const there = page.getElementById(piece.id);
  const node = piece.html ? parse(page, piece.html) : null;
  if (!node) {
    there?.remove();
    return { node: null, isNew: false };
  }
  if (there) {
    replaceKeepingFocus(page, there, node);
    return { node, isNew: false };
  }
  const list = page.getElementById(piece.target);
  if (list) insert(list, node, Number(piece.order ?? node.getAttribute("data-order") ?? 0));
  return { node: list ? node : null, isNew: Boolean(list) };
}

/** @param {Element} list @param {Element} node @param {number} order */
function insert(list, node, order) {
  if (!node.hasAttribute("data-order")) node.setAttribute("data-order", String(order));
  const nodes = sorted(list);
  const orders = nodes.map((child) => Number(child.getAttribute("data-order")));
  // In a list with the newest first, or by votes, a new node waits at the end until the reader asks for the order
  const at = list.getAttribute("data-order-by") === "held" ? nodes.length : placeFor(orders, order);
  const next = nodes[at];
  if (next) next.before(node);
  else if (nodes.length) nodes[nodes.length - 1]?.after(node);
  else list.append(node);
}

/** @param {Element} list @returns {Element[]} */
export function sorted(list) {
  return [...list.children].filter((child) => child.hasAttribute("data-order"));
}

/** @param {Document} page @param {string} html @returns {Element|null} */
function parse(page, html) {
  const template = page.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** A vote count that changes must not throw a keyboard reader out of the list.
 * @param {Document} page @param {Element} there @param {Element} node */
function replaceKeepingFocus(page, there, node) {
  const held = page.activeElement;
  const key = held && there.contains(held) ? held.getAttribute("data-key") ?? held.getAttribute("formaction") : null;
  const open = [...there.querySelectorAll("details[open]")].length > 0;
  there.replaceWith(node);
  if (open) node.querySelector("details")?.setAttribute("open", "");
  if (key === null) return;
  for (const twin of node.querySelectorAll("button, a, summary, input")) {
    if (twin instanceof HTMLElement && [twin.dataset["key"], twin.getAttribute("formaction")].includes(key)) {
      twin.focus({ preventScroll: true });
      return;
    }
  }
}

/** Sort a list anew, by the reader's own wish.
 * @param {Element} list @param {(node: Element) => number} rank low comes first */
export function sortList(list, rank) {
  const nodes = sorted(list).map((node) => /** @type {const} */ ([rank(node), node]));
  nodes.sort((a, b) => a[0] - b[0]);
  for (const [, node] of nodes) list.append(node);
}
