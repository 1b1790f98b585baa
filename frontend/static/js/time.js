// Congress time first, mine beside it. The zone of the reader: the profile's, else the browser's.

const root = document.documentElement;
const locale = root.lang || "en-GB";

/** @returns {string} an IANA name */
export function myZone() {
  return root.dataset["myZone"] || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** @param {string} zone @param {Intl.DateTimeFormatOptions} options */
function format(zone, options) {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  }
}

/** @param {Date} at @param {string} zone @returns {string} 16:00 */
export function clock(at, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** @param {Date} at @param {string} zone @returns {string} Thu 26 Nov */
export function day(at, zone) {
  return format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at).replace(",", "");
}

/** @param {Date} at @param {string} zone @returns {string} CET, or UTC+05:30 where the zone has no letters here */
export function zoneName(at, zone) {
  const letters = root.dataset["myLetters"]; // the server's word for the reader's zone, good while the offset is the same
  if (letters && zone === root.dataset["myZone"] && offset(at, zone) === offset(new Date(), zone)) return letters;
  const part = (/** @type {"short"|"longOffset"} */ style) =>
    format(zone, { timeZoneName: style }).formatToParts(at).find((one) => one.type === "timeZoneName")?.value ?? "";
  const short = part("short");
  return /^[A-Z]{2,5}$/.test(short) && short !== "GMT" ? short : part("longOffset").replace("GMT", "UTC") || "UTC";
}

/** @param {Date} at @param {string} zone @returns {string} GMT+05:30 */
function offset(at, zone) {
  return format(zone, { timeZoneName: "longOffset" }).formatToParts(at).find((one) => one.type === "timeZoneName")?.value ?? "";
}

/** @param {Date} at @param {string} a @param {string} b @returns {boolean} whether both show the same hour and day */
export function agree(at, a, b) {
  return clock(at, a) === clock(at, b) && day(at, a) === day(at, b);
}

/** The reader's own words for a time of this style; the day is named when it is another one.
 * @param {Date} at @param {Date|null} until @param {string} style @param {string} zone @param {string} mine @returns {string} */
export function mineFor(at, until, style, zone, mine) {
  const other = day(at, zone) !== day(at, mine) ? `${day(at, mine)}, ` : "";
  if (style === "day") return day(at, mine);
  if (style === "span" && until) return `${other}${clock(at, mine)} to ${clock(until, mine)} ${zoneName(at, mine)}`;
  if (style === "full") return `${other}${clock(at, mine)} ${zoneName(at, mine)}`;
  return `${other}${clock(at, mine)}`;
}

/** Put the reader's time beside (or in the place of) every <time data-when> in a node.
 * @param {Element} node */
export function localise(node) {
  const mine = myZone();
  const times = [...(node.matches("time[data-when]") ? [node] : []), ...node.querySelectorAll("time[data-when]")];
  for (const time of times) if (time instanceof HTMLTimeElement) one(time, mine);
}

/** @param {HTMLTimeElement} time @param {string} mine */
function one(time, mine) {
  if (time.dataset["my"] === mine) return; // the server has said it, and knows more names of zones
  time.dataset["said"] ??= (time.textContent ?? "").replace(/ \(.*\)$/, "");
  const said = time.dataset["said"];
  const { when = "time", zone = "UTC", until } = time.dataset;
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || agree(at, zone, mine)) {
    time.textContent = said;
    return;
  }
  const text = mineFor(at, until ? new Date(until) : null, when, zone, mine);
  if (when === "short") {
    time.textContent = (day(at, mine) === day(new Date(), mine) ? "" : `${day(at, mine)}, `) + clock(at, mine); // one time: mine
    time.title = `${said} ${zoneName(at, zone)}`;
  } else if (when === "clock" || (when === "day" && day(at, zone) === day(at, mine))) time.textContent = said;
  else {
    const own = document.createElement("span");
    own.className = "you";
    own.textContent = `(you: ${text})`;
    time.replaceChildren(`${said} `, own);
  }
}

/** @param {number} minute of the day @returns {[number, number]} a point on the arc; the twin of frontend/times.py */
export function sun(minute) {
  const turn = (Math.PI * (minute - 360)) / 720;
  const height = Math.sin(turn);
  return [29 - 26 * Math.cos(turn), 28 - (height >= 0 ? 24 : 3) * height];
}

function tick() {
  const pair = document.getElementById("clocks");
  const now = new Date();
  if (pair) for (const [who, zone] of /** @type {const} */ ([["congress", pair.dataset["congress"] ?? "UTC"], ["mine", myZone()]])) {
    set(pair, `[data-clock="${who}"]`, clock(now, zone));
    // The server knows more names of zones than browsers do: its word stays for the zone it was written for
    if (zone !== pair.dataset[who]) set(pair, `[data-clock-zone="${who}"]`, zoneName(now, zone));
    const [hours = 0, minutes = 0] = clock(now, zone).split(":").map(Number);
    const [x, y] = sun(hours * 60 + minutes);
    const ball = pair.querySelector(`[data-sun="${who}"]`);
    ball?.setAttribute("cx", x.toFixed(1));
    ball?.setAttribute("cy", y.toFixed(1));
  }
  pair?.classList.toggle("one", agree(now, pair.dataset["congress"] ?? "UTC", myZone()));
  for (const place of document.querySelectorAll("[data-countdown]")) {
    place.textContent = countdown(new Date(place.getAttribute("data-countdown") ?? ""), now);
  }
}

/** @param {Date} at @param {Date} now @returns {string} in 4 min, in 2 h 10 min, now */
export function countdown(at, now) {
  const minutes = Math.ceil((at.getTime() - now.getTime()) / 60_000);
  if (Number.isNaN(minutes)) return "";
  if (minutes <= 0) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `in ${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  return hours < 48 ? "tomorrow" : `in ${Math.round(hours / 24)} days`;
}

/** @param {Element} root @param {string} selector @param {string} text */
function set(root, selector, text) {
  const node = root.querySelector(selector);
  if (node && node.textContent !== text) node.textContent = text;
}

export function start() {
  localise(root);
  tick();
  setInterval(tick, 15_000);
  for (const field of document.querySelectorAll("[data-guess-zone]")) {
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && (!field.value || field.value === "UTC")) field.value = myZone();
  }
}
