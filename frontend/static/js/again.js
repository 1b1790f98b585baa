// A part of a page that waits for a job looks again by itself; without this module there is its link.

const PAUSE = 2000; // milliseconds

/** Fetch the page and put its part in the place of ours, until nothing is waited for. */
async function again() {
  const part = document.querySelector("[data-again]");
  if (!part) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (answer.ok && fresh) part.replaceWith(fresh);
  } catch {
    // Offline for the moment: the next round tries again
  }
  setTimeout(again, PAUSE);
}

setTimeout(again, PAUSE);
