// A round's own page: when its state changes, what can be done next and the list of pairs change with it.

const page = document.querySelector("[data-round-page]");
let loading = false;

document.addEventListener("meridian:event", (event) => heard(/** @type {CustomEvent} */ (event).detail));

/** @param {{type: string, data: Record<string, any>}} frame */
function heard(frame) {
  if (frame.type !== "round.changed" || !(page instanceof HTMLElement) || loading) return;
  if (String(frame.data["id"]) !== page.dataset["roundPage"]) return;
  if (frame.data["state"] === page.dataset["was"] && !frame.data["doing"] === (page.dataset["busy"] !== "yes")) return;
  loading = true;
  location.reload();
}

const shown = document.querySelector("[data-round-state]");
if (page instanceof HTMLElement && shown instanceof HTMLElement) {
  page.dataset["was"] = shown.dataset["roundState"] ?? "";
  page.dataset["busy"] = shown.querySelector("progress") ? "yes" : "no";
}
