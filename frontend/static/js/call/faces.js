// The faces of a call, and the words about how it goes: what of it one sees.

/** @typedef {{audio: boolean, video: boolean, screen: boolean}} Shows */

export class Faces {
  /** @type {HTMLElement|null} */
  #own = null;

  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
  }

  /** @param {string} name @param {string} ref @param {MediaStream} stream @returns {HTMLElement} */
  add(name, ref, stream) {
    return this.#tile(name, ref, stream, false);
  }

  /** @param {HTMLElement} tile */
  remove(tile) {
    tile.remove();
    this.#count();
  }

  /** Show myself as the others see me. @param {MediaStream} stream @param {Shows} shows */
  mirror(stream, shows) {
    this.#own ??= this.#tile(this.box.dataset["me"] ?? "", "", stream, true);
    const video = this.#own.querySelector("video");
    if (video && video.srcObject !== stream) video.srcObject = stream;
    this.#own.classList.toggle("with-picture", shows.video || shows.screen);
    this.#own.classList.toggle("turned", !shows.screen);
    for (const button of this.box.querySelectorAll("[data-call-toggle]")) {
      const what = /** @type {"audio"|"video"|"screen"} */ (button.getAttribute("data-call-toggle"));
      button.setAttribute("aria-pressed", String(shows[what]));
    }
  }

  /** My own face goes. */
  unmirror() {
    this.#own?.remove();
    this.#own = null;
    this.#count();
  }

  /** What another one shows just now. @param {HTMLElement} tile @param {Shows|undefined} shows */
  draw(tile, shows) {
    if (!shows) return;
    tile.classList.toggle("with-picture", shows.video || shows.screen);
    tile.classList.toggle("whole", shows.screen);
    tile.classList.toggle("mute", !shows.audio);
  }

  /** @param {"on"|"off"} is */
  look(is) {
    this.box.dataset["state"] = is;
    for (const part of this.box.querySelectorAll("[data-when]")) if (part instanceof HTMLElement) part.hidden = part.dataset["when"] !== is;
  }

  /** @param {string} what the name of words that stand in the page */
  say(what) {
    const place = this.box.querySelector("[data-call-status]");
    const words = this.box.querySelector(`template[data-words="${what}"]`);
    if (place && words instanceof HTMLTemplateElement) place.textContent = words.content.textContent?.trim() ?? "";
  }

  /** @param {string} name @param {string} ref @param {MediaStream} stream @param {boolean} mine @returns {HTMLElement} */
  #tile(name, ref, stream, mine) {
    const template = /** @type {HTMLTemplateElement} */ (this.box.querySelector("template[data-face]"));
    const tile = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    tile.dataset["ref"] = ref;
    tile.classList.toggle("mine", mine);
    const said = tile.querySelector("[data-name]");
    if (said) said.textContent = name;
    const letters = tile.querySelector("[data-letters]");
    if (letters) letters.textContent = initials(name);
    const video = tile.querySelector("video");
    if (video) {
      video.srcObject = stream;
      video.muted = mine;
      video.setAttribute("aria-label", name);
    }
    this.box.querySelector("[data-faces]")?.append(tile);
    this.#count();
    return tile;
  }

  #count() {
    const faces = this.box.querySelector("[data-faces]");
    if (faces instanceof HTMLElement) faces.dataset["count"] = String(faces.children.length);
  }
}

/** @param {string} name @returns {string} */
function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...(word ?? "")][0] ?? "").join("");
}
