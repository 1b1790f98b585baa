// The screen in the hall: what is pinned appears by itself, also what was not there when the page was opened.

const has = said();

/** @returns {string} what the room has not */
function said() {
  return document.querySelector("[data-room-has]")?.getAttribute("data-off") ?? "";
}

document.addEventListener("meridian:event", (event) => {
  const { type, data } = /** @type {CustomEvent} */ (event).detail;
  const pinned = type === "poll.changed" && data.pinned && !document.getElementById(`screen-poll-${data.id}`);
  const there = document.getElementById(`screen-question-${data.id}`);
  const staged = !there && (type === "question.staged" || (type === "question.changed" && data.pinned));
  // What stood there has gone: a pinned question may come in its place
  const gone = there?.hidden && type.startsWith("question.");
  if (pinned || staged || gone || said() !== has) location.reload();
});
