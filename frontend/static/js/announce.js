// The page's one polite voice. Chat has its own role="log"; this is for everything else.

/** @type {ReturnType<typeof setTimeout>|undefined} */
let timer;

/** @param {string} text */
export function announce(text) {
  const voice = document.getElementById("announcer");
  if (!voice) return;
  voice.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => (voice.textContent = text), 80); // the same text twice is read twice
}
