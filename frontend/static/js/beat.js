// A worker that ticks: timers of a page in the background are slowed down to once a minute, those of a worker are not.

setInterval(() => postMessage("tick"), 15_000);
