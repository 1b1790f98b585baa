// While one writes a question, the page looks whether somebody asked the same. Nothing is sent for short texts.

const WAIT = 600; // ms after the last key
const LEAST = 12; // letters

start(document);
document.addEventListener("meridian:grown", (event) => event.target instanceof Element && start(event.target));

/** @param {ParentNode} part of the page */
function start(part) {
  for (const region of part.querySelectorAll("[data-similar]")) {
    const box = region.closest("form")?.querySelector("textarea");
    const where = region.getAttribute("data-similar");
    if (box && where) watch(box, region, where);
  }
}

/** @param {HTMLTextAreaElement} box @param {Element} region @param {string} where */
function watch(box, region, where) {
  let timer = 0;
  let asked = "";
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const text = box.value.trim();
      if (text === asked) return;
      asked = text;
      if (text.length < LEAST) return region.replaceChildren();
      const answer = await fetch(`${where}?${new URLSearchParams({ text })}`).catch(() => null);
      if (!answer?.ok || asked !== text) return; // a hint that is late or fails is no hint
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      region.replaceChildren(...found.body.childNodes);
    }, WAIT);
  });
  box.form?.addEventListener("reset", () => ((asked = ""), region.replaceChildren()));
}
