// <meridian-editor>: the day as a grid in which sessions are moved. The forms of the page do the same without it.

import { choose } from "./choices.js";
import { drawGrid, drawTray, part, say } from "./drawing.js";
import { describe, isHolding, start } from "./holding.js";
import { read, wall } from "./plan.js";
import { announce } from "../announce.js";
import { command } from "../live.js";
import { toast } from "../toast.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Item} Item */
/** @typedef {import("./geometry.js").Spot} Spot */

class Editor extends HTMLElement {
  connectedCallback() {
    /** @type {Plan} */
    this.plan = read(json("plan"));
    /** @type {Record<string, string>} */
    this.words = json("plan-words");
    this.busy = false;
    const root = part("div", "ed");
    this.side = part("p", "ed-side muted s");
    this.tray = part("div", "ed-tray");
    const box = part("div", "ed-box");
    this.grid = part("div", "ed-grid");
    box.append(this.grid);
    root.append(this.side, this.tray, box);
    this.replaceChildren(root);
    this.side.textContent = say(this.words, "help");
    this.draw();
    start({
      grid: this.grid,
      tray: this.tray,
      words: this.words,
      plan: () => this.now,
      put: (item, spot) => void this.put(item, spot, {}),
      takeOut: (item) => void this.takeOut(item),
      choose: (item) => this.choose(item),
    });
    document.addEventListener("meridian:event", (event) => this.heard(/** @type {CustomEvent} */ (event).detail));
    for (const name of ["undo", "redo"]) {
      document.querySelector(`form[data-${name}]`)?.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.step(name);
      });
    }
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** @returns {Plan} */
  get now() {
    if (!this.plan) throw new Error("not connected");
    return this.plan;
  }

  draw() {
    if (!this.grid || !this.tray || !this.words) return;
    const key = document.activeElement?.getAttribute("data-key");
    drawGrid(this.grid, this.now, this.words);
    drawTray(this.tray, this.now, this.words);
    const again = key && this.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    offer("form[data-undo]", this.now.edits[0]);
    offer("form[data-redo]", this.now.undone);
  }

  /** @param {Item} item @param {Spot} spot @param {{version?: number, anyway?: boolean}} more */
  async put(item, spot, more) {
    if (!item.waiting && !more.anyway && more.version === undefined && same(item, spot)) return;
    const data = {
      session: item.session,
      sitting: item.waiting ? null : item.id,
      version: item.waiting ? null : more.version ?? item.version,
      start: wall(spot.start),
      end: wall(spot.end),
      zone: "UTC",
      place: spot.place,
      anyway: more.anyway ?? false,
    };
    await this.send("sitting.place", data, async (why) => {
      if (why.code === "sitting.overlap") return this.anyway(item, spot, more, why.message);
      if (why.code === "item.changed") return this.collide(item, spot, more);
      this.sorry(why.message);
    }, () => say(this.words ?? {}, "put", { title: item.title, where: this.where(item, spot) }));
  }

  /** @param {Item} item */
  async takeOut(item) {
    await this.send("sitting.drop", { sitting: item.id, version: item.version }, async (why) => {
      await this.load();
      this.sorry(why.message);
    }, () => say(this.words ?? {}, "out", { title: item.title }));
  }

  /** @param {string} name @param {object} data @param {(why: any) => Promise<void>|void} refused @param {() => string} said */
  async send(name, data, refused, said) {
    this.busy = true;
    try {
      await command(name, data);
      await this.load();
      announce(said());
    } catch (why) {
      await refused(why);
    } finally {
      this.busy = false;
    }
  }

  /** @param {Item} item @param {Spot} spot @param {{version?: number}} more @param {string} text */
  async anyway(item, spot, more, text) {
    const words = this.words ?? {};
    const yes = await choose({ title: say(words, "overlap_title"), rows: [["", text]], yes: say(words, "anyway"), no: say(words, "leave") });
    if (yes) await this.put(item, spot, { ...more, anyway: true });
    else announce(say(words, "left", { title: item.title }));
  }

  /** Somebody was faster: both versions are shown, and nothing is lost until one is chosen.
   * @param {Item} item @param {Spot} spot @param {{anyway?: boolean}} more */
  async collide(item, spot, more) {
    await this.load();
    const words = this.words ?? {};
    const theirs = this.now.items.find((one) => one.id === item.id && !one.waiting);
    const rows = /** @type {[string, string][]} */ ([
      [say(words, "theirs"), theirs ? this.where(theirs, theirs) : say(words, "gone")],
      [say(words, "mine"), this.where(item, spot)],
    ]);
    const yes = await choose({ title: say(words, "changed_title"), rows, yes: say(words, "use_mine"), no: say(words, "keep_theirs") });
    if (yes) await this.put(theirs ?? item, spot, { ...more, version: theirs?.version ?? item.version + 1 });
  }

  /** @param {Item} item @param {Spot} spot @returns {string} */
  where(item, spot) {
    if (!this.grid || !this.tray) return "";
    return describe(item, spot, /** @type {any} */ ({ plan: () => this.now, words: this.words ?? {} })).at;
  }

  /** @param {string} text */
  sorry(text) {
    toast(text || say(this.words ?? {}, "sorry"));
  }

  async load() {
    const answer = await fetch(`${this.dataset["dayUrl"]}?day=${this.now.day}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    this.plan = read(await answer.json());
    if (!isHolding()) this.draw();
  }

  /** @param {{type: string, data: {text: string}}} event */
  heard(event) {
    if (event.type !== "programme.edited" || this.busy) return;
    void this.load().then(() => announce(say(this.words ?? {}, "other_edit", { text: event.data.text })));
  }

  /** Ctrl+Z takes back, with Shift it does again; in a field these keys belong to the field.
   * @param {KeyboardEvent} event */
  pressed(event) {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (typing || isHolding() || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    void this.step(event.shiftKey ? "redo" : "undo");
  }

  /** @param {string} name "undo" or "redo" */
  async step(name) {
    const edit = name === "undo" ? this.now.edits[0] : this.now.undone;
    if (!edit) return;
    const said = say(this.words ?? {}, name === "undo" ? "undone" : "redone", { text: edit.text });
    await this.send(`edit.${name}`, { edit: edit.id }, (why) => this.sorry(why.message), () => said);
  }

  /** What one looks at: where it is, and the way to its form.
   * @param {Item} item */
  choose(item) {
    if (!this.side) return;
    const words = this.words ?? {};
    const title = document.createElement("b");
    title.textContent = item.title;
    const link = document.createElement("a");
    link.className = "btn small";
    link.href = (this.dataset["sessionUrl"] ?? "").replace("CODE", item.code);
    link.textContent = say(words, "edit");
    const parts = [title, document.createTextNode(item.waiting ? say(words, "minutes", { n: String(item.minutes) }) : this.where(item, item)), link];
    this.side.replaceChildren(...parts);
    if (item.waiting) return;
    const out = part("button", "btn small");
    out.textContent = say(words, "take_out");
    out.addEventListener("click", () => void this.takeOut(item));
    this.side.append(out);
  }
}

/** The button of a form that takes a step back or forth, with what that step is.
 * @param {string} where @param {import("./plan.js").Done|null|undefined} edit */
function offer(where, edit) {
  const form = document.querySelector(where);
  const [field, button, text] = ['input[name="edit"]', "button", "button .what"].map((part) => form?.querySelector(part));
  if (field instanceof HTMLInputElement) field.value = edit ? String(edit.id) : "";
  if (button instanceof HTMLButtonElement) button.disabled = !edit;
  if (text) text.textContent = edit ? edit.text : "";
}

/** @param {Item} item @param {Spot} spot */
function same(item, spot) {
  return item.start === spot.start && item.end === spot.end && item.place === spot.place;
}

/** @param {string} id @returns {any} */
function json(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

customElements.define("meridian-editor", Editor);
