// What the reader is told while a page is open: the bell counts it by its fragment; here it is said, too.

import { set } from "./mine.js";
import { toast } from "./toast.js";

export function start() {
  document.addEventListener("meridian:event", (event) => {
    const { type, data } = /** @type {CustomEvent} */ (event).detail;
    if (type !== "notice.sent") return;
    set(`unread:${data.id}`, true);
    const list = document.getElementById("notices");
    if (list) list.hidden = false;
    else toast(data.title);
  });
}
