/** The queue in words: further rounds, in which unsold lots come up again, and lots that the commissioner moves. Pure. */
import { gettext, ngettext } from "../../gettext.js";
import { money } from "../money.js";

/**
 * Why the queue changed: another round began, if the event says so.
 *
 * @param {Record<string, any>} detail @param {string} unit
 */
export function queueChanged({ round, again, lowest, waits }, unit) {
  if (waits) return gettext("What comes next waits for a lot that closes: nobody can bid on more now.");
  if (typeof round !== "number") return gettext("The order of the lots changed.");
  const from = typeof lowest === "number" ? gettext(", from {price}", { price: money(lowest, unit) }) : "";
  if (again === undefined) return gettext("Round {round}: the unsold lots come up again{from}.", { round, from });
  return ngettext("Round {round}: {number} unsold lot comes up again{from}.", "Round {round}: {number} unsold lots come up again{from}.", again, { round, from });
}

/** What becomes of one lot of the queue: what follows its name in a sentence. @param {Record<string, any>} detail */
export function comesUp({ position }) {
  if (typeof position !== "number") return gettext("comes up again");
  return position === 1 ? gettext("comes up next") : gettext("moved to place {position} in the queue", { position });
}

/** What the bids on a lot come to that is taken down. @param {Record<string, any>} detail */
export function takenBack({ bids }) {
  if (!bids) return "";
  return ngettext("; the bid on it was taken back", "; the {number} bids on it were taken back", bids);
}

/**
 * What stands before a lot's number, from the second round on.
 *
 * @param {{round: number}} auction @param {import("../state.js").Lot} lot @param {string} unit
 */
export const roundOf = ({ round }, lot, unit) =>
  round > 1 ? `${gettext("Round {round}, from {price}", { round, price: money(lot.opening_price, unit) })} · ` : "";
