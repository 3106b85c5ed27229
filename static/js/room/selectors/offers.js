/**
 * What the bid buttons say. The server decides about every bid; these only name amounts, and tell in words why one
 * is pointless now. Pure.
 */
import { gettext } from "../../gettext.js";
import { resumesLater } from "./deadlines.js";
import { limitOn, participantById, rosterFull } from "./auction.js";
import { money } from "../money.js";
import { ALL_OPEN, whyNoBids } from "./switches.js";

const STEPS = [0, 5, 10];

/**
 * The absolute amounts of the three buttons. By how much bids rise, the server says.
 *
 * @param {import("../state.js").Lot} lot
 * @returns {{amount: number, plus: number}[]}
 */
export function offers(lot) {
  const increment = lot.increment ?? 1;
  return STEPS.map((step) => ({ amount: lot.min_next + step * increment, plus: step * increment }));
}

/**
 * Why nothing can be bid on this lot now, in words; null when it can.
 *
 * @param {import("../state.js").RoomState} state
 * @param {import("../state.js").You} you
 * @param {import("../state.js").Lot} lot
 * @param {number} now server ms
 * @param {import("./switches.js").Switches} [switches]
 * @returns {string | null}
 */
export function whyNoBid(state, you, lot, now, switches = ALL_OPEN) {
  const mine = participantById(state, you.participant);
  if (!mine) return gettext("You're watching: only managers of this auction bid.");
  const off = whyNoBids(switches);
  if (off) return off;
  if (state.auction.status === "paused") return gettext("Paused: nobody can bid now.");
  if (lot.status !== "open") return gettext("This lot is closed.");
  if (resumesLater(state.auction, now)) return gettext("Bidding resumes in a moment.");
  if (lot.leader === mine.id) return gettext("You lead, until somebody bids more.");
  if (rosterFull(state, mine, lot)) return gettext("Your roster is full.");
  const noPlace = you.no_place?.[lot.id];
  if (noPlace) return noPlace;
  const limit = limitOn(state, you, lot);
  if (lot.min_next <= limit) return null;
  const unit = state.auction.settings.unit;
  return gettext("The next bid is {least}; the most you can bid is {most}.", { least: money(lot.min_next, unit), most: money(limit, unit) });
}

/**
 * Why this amount can't be bid, when others can; null when it can.
 *
 * @param {number} amount
 * @param {number} limit
 * @param {import("../state.js").Lot} lot
 * @param {string} unit
 * @returns {string | null}
 */
export function whyNotAmount(amount, limit, lot, unit) {
  if (!Number.isSafeInteger(amount)) return gettext("Give a whole number.");
  if (amount < lot.min_next) return gettext("The next bid is {least} or more.", { least: money(lot.min_next, unit) });
  if (amount > limit) return gettext("The most you can bid is {most}.", { most: money(limit, unit) });
  return null;
}

/**
 * Whether a bid is big enough to ask for a held button: above three times the price and a fifth of the budget.
 *
 * @param {number} amount
 * @param {import("../state.js").Lot} lot
 * @param {import("../state.js").Participant | undefined} mine
 */
export function needsHold(amount, lot, mine) {
  if (!mine) return false;
  return amount > 3 * (lot.price ?? lot.opening_price) && amount * 5 > mine.granted;
}
