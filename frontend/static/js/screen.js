// The screen in the hall: what is pinned appears by itself, also what was not there when the page was opened.

document.addEventListener("meridian:event", (event) => {
  const { type, data } = /** @type {CustomEvent} */ (event).detail;
  const pinned = type === "poll.changed" && data.pinned && !document.getElementById(`screen-poll-${data.id}`);
  const staged = type === "question.staged" && !document.getElementById(`screen-question-${data.id}`);
  if (pinned || staged) location.reload();
});
