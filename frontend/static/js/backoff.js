// Full jitter: a thousand people who lost the same server must not come back in the same second.

/** Seconds to wait before the next try: uniform between `min` and the doubled ceiling, never above `max`.
 * @param {number} failures tries that failed in a row, from 1
 * @param {{min: number, max: number}} retry seconds
 * @param {number} chance 0 to 1
 * @returns {number} */
export function fullJitter(failures, retry, chance) {
  const ceiling = Math.min(retry.max, retry.min * 2 ** Math.max(0, failures));
  return retry.min + (ceiling - retry.min) * chance;
}
