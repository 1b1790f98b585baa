// What a command needs besides its data: an id of its own and the page's token.

/** @returns {string} a UUID, also where the page is not served over TLS */
export function newId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** @returns {string} */
export function csrf() {
  const field = document.querySelector('#act input[name="csrfmiddlewaretoken"]');
  return field instanceof HTMLInputElement ? field.value : "";
}

const DOOR_FIELDS = new Set(["csrfmiddlewaretoken", "client_id", "next"]);

/** The data of a form as a command wants it: lists where a field is marked data-many or comes twice.
 * @param {Iterable<[string, any]>} fields @param {Set<string>} many @returns {Record<string, any>} */
export function dataOf(fields, many) {
  /** @type {Record<string, any>} */
  const data = {};
  for (const [name, value] of fields) {
    if (DOOR_FIELDS.has(name)) continue;
    if (many.has(name)) data[name] = [...(data[name] ?? []), ...(value === "" ? [] : [value])];
    else data[name] = value;
  }
  for (const name of many) data[name] ??= [];
  return data;
}
