// The day as the server told it: JSON with ISO times becomes items with milliseconds.

/** @typedef {{key: string, id: number, session: number, code: string, version: number, title: string, kind: string,
 *   state: string, track: string, colour: number|null, minutes: number, speakers: number[], start: number, end: number,
 *   place: number|null, waiting: boolean, replay: boolean}} Item */
/** @typedef {{id: number, name: string, capacity: number|null, open: [number, number][]|null}} Place */
/** @typedef {{name: string, open: [number, number][]|null}} Speaker */
/** @typedef {{id: number, text: string}} Done an edit of the plan */
/** @typedef {{day: string, zone: string, first: number, last: number, places: Place[], items: Item[],
 *   speakers: Map<number, Speaker>, edits: Done[], undone: Done|null}} Plan */

/** @param {any} data @returns {Plan} */
export function read(data) {
  return {
    day: data.day,
    zone: data.zone,
    first: Date.parse(data.first),
    last: Date.parse(data.last),
    places: data.places.map((/** @type {any} */ one) => ({ ...one, open: spans(one.open) })),
    items: [...data.sittings.map(sitting), ...data.waiting.map(waiting)],
    speakers: new Map(Object.entries(data.speakers).map(([id, one]) => [Number(id), { name: one.name, open: spans(one.open) }])),
    edits: data.edits,
    undone: data.undone,
  };
}

/** @param {any} row @returns {Item} */
function sitting(row) {
  return { ...row, key: `sitting-${row.id}`, start: Date.parse(row.start), end: Date.parse(row.end), waiting: false };
}

/** @param {any} row @returns {Item} */
function waiting(row) {
  return { ...row, key: `session-${row.session}`, id: 0, version: 0, start: 0, end: row.minutes * 60_000, place: null, waiting: true, replay: false };
}

/** @param {[string, string][]|null} rows @returns {[number, number][]|null} */
function spans(rows) {
  return rows && rows.map(([start, end]) => [Date.parse(start), Date.parse(end)]);
}

/** A spot as the server reads it: the clock of UTC, so that no change of clocks is in the way.
 * @param {number} at @returns {string} */
export function wall(at) {
  return new Date(at).toISOString().slice(0, 16);
}
