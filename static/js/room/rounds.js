/** The queue in words: further rounds, in which unsold lots come up again, and lots that the commissioner moves. Pure. */
import { money } from "./money.js";

/**
 * Why the queue changed: another round began, if the event says so.
 *
 * @param {Record<string, any>} detail @param {string} unit
 */
export function queueChanged({ round, again, lowest, waits }, unit) {
  if (waits) return "What comes next waits for a lot that closes: nobody can bid on more now.";
  if (typeof round !== "number") return "The order of the lots changed.";
  const from = typeof lowest === "number" ? `, from ${money(lowest, unit)}` : "";
  if (again === 1) return `Round ${round}: 1 unsold lot comes up again${from}.`;
  return `Round ${round}: ${again ?? "the"} unsold lots come up again${from}.`;
}

/** What becomes of one lot of the queue. @param {Record<string, any>} detail */
export function comesUp({ position }) {
  if (typeof position !== "number") return "comes up again";
  return position === 1 ? "comes up next" : `moved to place ${position} in the queue`;
}

/** What the bids on a lot come to that is taken down. @param {Record<string, any>} detail */
export function takenBack({ bids }) {
  if (!bids) return "";
  return bids === 1 ? "; the bid on it was taken back" : `; the ${bids} bids on it were taken back`;
}

/**
 * What stands before a lot's number, from the second round on.
 *
 * @param {{round: number}} auction @param {import("./state.js").Lot} lot @param {string} unit
 */
export const roundOf = ({ round }, lot, unit) =>
  round > 1 ? `Round ${round}, from ${money(lot.opening_price, unit)} · ` : "";
