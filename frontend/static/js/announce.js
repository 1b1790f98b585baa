// The page's one polite voice. Chat has its own role="log"; this is for everything else.

/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;
let last = "";

/** @param {string} text */
export function announce(text) {
  const voice = document.getElementById("announcer");
  if (!voice) return;
  voice.textContent = "";
  last = text;
  clearTimeout(timer);
  timer = setTimeout(() => (voice.textContent = text), 80); // the same text twice is read twice
}

/** Take back what was said about something that is gone or has changed: a hidden message must not linger here.
 * @param {string} text */
export function retract(text) {
  const voice = document.getElementById("announcer");
  if (!voice || text !== last) return;
  clearTimeout(timer);
  voice.textContent = last = "";
}
