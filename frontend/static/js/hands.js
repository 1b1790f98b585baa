// My hand went down, by me in another tab or by the chair: the button says so.

import { set } from "./mine.js";

document.addEventListener("meridian:event", (event) => {
  const { type, data } = /** @type {CustomEvent} */ (event).detail;
  if (type === "hand.down") set(`hands:${data.room}`, false);
});
