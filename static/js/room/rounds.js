/** Further rounds, in which unsold lots come up again, in words. Pure. */
import { money } from "./money.js";

/**
 * Why the queue changed: another round began, if the event says so.
 *
 * @param {Record<string, any>} detail @param {string} unit
 */
export function queueChanged({ round, again, lowest }, unit) {
  if (typeof round !== "number") return "The order of the lots changed.";
  const from = typeof lowest === "number" ? `, from ${money(lowest, unit)}` : "";
  if (again === 1) return `Round ${round}: 1 unsold lot comes up again${from}.`;
  return `Round ${round}: ${again ?? "the"} unsold lots come up again${from}.`;
}

/**
 * What stands before a lot's number, from the second round on.
 *
 * @param {{round: number}} auction @param {import("./state.js").Lot} lot @param {string} unit
 */
export const roundOf = ({ round }, lot, unit) =>
  round > 1 ? `Round ${round}, from ${money(lot.opening_price, unit)} · ` : "";
