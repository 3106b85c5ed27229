/** Which of a seat's several owners made a bid. Only they read it: others see the seat. Pure. */
import { isolated } from "../../bidi.js";
import { pgettext } from "../../gettext.js";

/** @typedef {Record<string, {user: string, name: string}>} Bidders who made the seat's bids, by the bids' events */

/**
 * The text of a feed's entry, with who of us made the bid.
 *
 * @param {{seq: number, kind: string, text: string}} entry @param {Bidders} bidders @param {string} me own user id
 */
export function withBidder(entry, bidders, me) {
  const bidder = entry.kind === "bid_placed" ? bidders[entry.seq] : undefined;
  if (!bidder) return entry.text;
  const who = bidder.user === me ? pgettext("who bid", "you") : isolated(bidder.name);
  return entry.text.replace(/\.$/u, () => ` (${who}).`);
}
