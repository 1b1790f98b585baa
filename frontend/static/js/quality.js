// Which qualities a stream has, and what a remembered choice means for it. Knows no player and no page.

/** @typedef {{url: string, height?: number, bitrate: number, codecs?: string | undefined}} Variant one line of a master playlist */
/** @typedef {{value: string, name: string}} Choice `name` is what the stream itself calls it, "" where words are needed */
/** @typedef {{value: string, variant: Variant | null, alone: boolean}} Picked `alone`: the variant is sound and nothing else */

export const AUTOMATIC = "";
export const SOUND = "sound";

const PICTURE = /(^|,)\s*(avc|hev|hvc|dvh|vp0?[89]|av01|vvc|mp4v)/i;

/** A variant without size and without a picture's codec is sound, but only beside others that have a picture:
 * where the playlist says nothing at all, every variant may have one.
 * @param {Variant[]} variants @returns {{pictures: Variant[], sound: Variant | null}} pictures from the largest to the smallest */
export function parts(variants) {
  const shows = variants.filter((variant) => variant.height || PICTURE.test(variant.codecs ?? ""));
  const sounds = shows.length ? variants.filter((variant) => !shows.includes(variant)) : [];
  const larger = (/** @type {Variant} */ a, /** @type {Variant} */ b) => (b.height ?? 0) - (a.height ?? 0) || b.bitrate - a.bitrate;
  return {
    pictures: (shows.length ? [...shows] : variants.filter((variant) => !variant.codecs)).sort(larger),
    sound: sounds.sort(larger).at(-1) ?? null,
  };
}

/** What the menu offers; nothing where there is nothing to choose.
 * @param {Variant[]} variants @returns {Choice[]} */
export function choices(variants) {
  const { pictures, sound } = parts(variants);
  if (!pictures.length || (pictures.length < 2 && !sound)) return [];
  const names = new Set(pictures.map(named));
  const levels = names.size > 1 ? [...names].map((name) => ({ value: name, name })) : [];
  return [{ value: AUTOMATIC, name: "" }, ...levels, { value: SOUND, name: "" }];
}

/** What a wish means here. One that this stream cannot fulfil is Automatic; sound where no variant is sound alone is the
 * smallest picture, which the page then hides.
 * @param {Variant[]} variants @param {string} wish @returns {Picked} */
export function pick(variants, wish) {
  const automatic = { value: AUTOMATIC, variant: null, alone: false };
  if (!choices(variants).some((choice) => choice.value === wish)) return automatic;
  const { pictures, sound } = parts(variants);
  if (wish === SOUND) return { value: SOUND, variant: sound ?? pictures.at(-1) ?? null, alone: Boolean(sound) };
  const variant = pictures.find((picture) => named(picture) === wish);
  return variant ? { value: wish, variant, alone: false } : automatic;
}

/** @param {Variant} variant @returns {string} */
function named(variant) {
  return variant.height ? `${variant.height}p` : `${Math.round(variant.bitrate / 1000)} kbit/s`;
}
