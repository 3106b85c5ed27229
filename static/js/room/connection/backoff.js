/** How long to wait before the next try to connect. */

const FIRST_MS = 250;
const SOON_MS = 1000;
const LONGEST_MS = 10_000;
/** So many tries, about ten seconds of them, follow each other soon: a server that was killed is back by then. */
const SOON_TRIES = 14;

/**
 * Doubles from 0.25 s to 1 s, stays there for a while, and then doubles to 10 s. A random part of it is taken off, so
 * that a room which lost its server doesn't come back in one instant.
 *
 * @param {number} attempt 0 for the first
 * @param {() => number} random in [0, 1)
 * @returns {number} ms
 */
export function backoff(attempt, random = Math.random) {
  const soon = Math.min(SOON_MS, FIRST_MS * 2 ** Math.min(attempt, SOON_TRIES));
  const whole = Math.min(LONGEST_MS, soon * 2 ** Math.min(10, Math.max(0, attempt - SOON_TRIES)));
  return Math.round(whole * (0.5 + random() / 2));
}
