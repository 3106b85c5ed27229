/** How long to wait before the next try to connect. */

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * Doubles from 0.25 s to 10 s, and takes a random part of it off, so that a room which lost its server doesn't
 * come back in one instant.
 *
 * @param {number} attempt 0 for the first
 * @param {() => number} random in [0, 1)
 * @returns {number} ms
 */
export function backoff(attempt, random = Math.random) {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(whole * (0.5 + random() / 2));
}
