/** Maxima that bid for their managers: if they are offered, one's own, and why one is pointless. Pure. */
import { gettext } from "../../gettext.js";
import { money } from "../money.js";

/** Whether this auction offers it. @param {import("../state.js").RoomState} state */
export const offersMaxima = (state) => state.auction.settings.proxies === true;

/** This manager's maximum on a lot. @param {import("../state.js").You} you @param {string} lot @returns {number | undefined} */
export const maximumOn = (you, lot) => you.proxies?.[lot];

/**
 * Why this maximum is pointless on a lot now; null when it isn't. How much may be left on it, the server says.
 *
 * @param {number} maximum
 * @param {import("../state.js").Lot} lot
 * @param {string | undefined} me
 * @param {string} unit
 * @returns {string | null}
 */
export function whyNotMaximum(maximum, lot, me, unit) {
  if (!Number.isSafeInteger(maximum)) return gettext("Give a whole number.");
  if (lot.leader !== null && lot.leader === me) {
    const price = lot.price ?? 0;
    return maximum < price ? gettext("You lead at {price}: your maximum can't be lower.", { price: money(price, unit) }) : null;
  }
  const least = lot.min_next ?? lot.opening_price;
  return maximum < least ? gettext("The next bid is {least}: your maximum can't be lower.", { least: money(least, unit) }) : null;
}
