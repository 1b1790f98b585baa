// What every page does with scripts on. Each control works as a plain form or link without them.

import * as bell from "./bell.js";
import * as commands from "./commands.js";
import * as dialog from "./dialog.js";
import * as live from "./live.js";
import * as mine from "./mine.js";
import * as theme from "./theme.js";
import * as time from "./time.js";
import * as told from "./told.js";

document.documentElement.classList.add("js");
for (const part of document.querySelectorAll(".needs-js[hidden]")) part.removeAttribute("hidden");
// Rows of links that run off a phone begin where one is
for (const here of document.querySelectorAll(".subnav [aria-current], .chapter-nav [aria-current]")) {
  const row = /** @type {HTMLElement} */ (here.parentElement);
  row.scrollLeft = /** @type {HTMLElement} */ (here).offsetLeft - (row.clientWidth - /** @type {HTMLElement} */ (here).offsetWidth) / 2;
}
// What this tab kept for somebody goes when she signs out: unsent words, the call she was in
document.querySelector("[data-parting]")?.addEventListener("submit", () => {
  try {
    sessionStorage.clear();
  } catch {
    // forbidden: then nothing was kept either
  }
});
theme.start();
time.start();
dialog.start();
mine.start();
commands.start();
told.start();
bell.start();
live.start();
commands.again();
