/** A bid of one's own, or that one made for somebody, that was refused: what is said of it, and its line in the feed, which leads to its receipt. */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";
import { money } from "../money.js";
import { lotById, participantById } from "../selectors/auction.js";

/**
 * @typedef {import("../room.js").Room} Room
 * @typedef {{lot: string, amount: number, name?: string, participant?: string}} Bid `name`: of what it was on, where that
 *   is known; `participant`: whom a commissioner bid for
 */

/** Says by the lot's name why a bid wasn't taken. @param {Room} room @param {Bid} bid @param {string} message */
export function refusalInWords(room, { lot, amount, name, participant }, message) {
  const on = name ?? (room.state && lotById(room.state, lot)?.asset.name) ?? gettext("the lot before");
  const values = { amount: money(amount, room.unit), lot: isolated(on), message };
  if (participant === undefined) return gettext("Your bid of {amount} on {lot} wasn't taken. {message}", values);
  const who = isolated(participantById(room.state, participant)?.name ?? gettext("somebody"));
  return gettext("Your bid of {amount} for {who} on {lot} wasn't taken. {message}", { ...values, who });
}

/** Writes a bid that was decided and refused into one's own feed. @param {Room} room @param {Bid} bid @param {import("../connection/commands.js").Result} result */
export function noteRefusal(room, bid, result) {
  if (result.ok || !result.receipt) return;
  room.wasRefused(refusalInWords(room, bid, result.message), result.id);
}
