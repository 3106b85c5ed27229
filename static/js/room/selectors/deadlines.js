/**
 * Deadlines as the server decides them (`auctions/rules/clock.py`), so that the page says of an instant what a bid at
 * that instant would meet. `tests/vectors/clock.json` holds both to the same answers. Instants are server ms. Pure.
 */

/** @typedef {import("../state.js").Lot} Lot */
/** @typedef {import("../state.js").Auction} Auction */

/** True once the deadline has passed; a bid at the deadline itself counts. @param {Lot} lot @param {number} now */
export const isOver = (lot, now) => lot.ends_at !== null && now > lot.ends_at;

/** True while the room counts 3-2-1 after a pause. @param {Auction} auction @param {number} now */
export const resumesLater = (auction, now) => auction.resumes_at !== null && now < auction.resumes_at;

/**
 * True where a bid would move the deadline: with less than the settings' seconds left, not with exactly so many.
 *
 * @param {Lot} lot
 * @param {Auction} auction
 * @param {number} now
 */
export const inAntiSnipeWindow = (lot, auction, now) =>
  lot.ends_at !== null && lot.ends_at - now < auction.settings.anti_snipe_seconds * 1000;

/**
 * Milliseconds left of an open lot; a paused one keeps what it had, also while the room counts 3-2-1.
 *
 * @param {Lot} lot
 * @param {number} now
 * @param {number | null} [resumesAt] when the clocks go on after a pause
 */
export function remaining(lot, now, resumesAt = null) {
  if (lot.status !== "open") return 0;
  return lot.ends_at === null ? (lot.remaining_ms ?? 0) : Math.max(0, lot.ends_at - Math.max(now, resumesAt ?? 0));
}
