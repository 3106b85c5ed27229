/**
 * What an event means to the person in front of this page: a tone, a word for screen readers. Pure. Few things are
 * said: bids of others are on screen, and a voice for each would drown the room.
 */
import { openLot, participantById } from "./selectors.js";
import { money } from "./money.js";

/**
 * @typedef {import("./state.js").RoomState} RoomState
 * @typedef {{sound?: "started"|"outbid"|"sold", say?: string, urgent?: boolean}} Signal
 */

/**
 * The open lot on which this manager has just been outbid, or still is.
 *
 * @param {RoomState} before
 * @param {RoomState} after
 * @param {string | null} me
 * @param {string | null} was the lot it was before
 * @returns {string | null}
 */
export function outbidOn(before, after, me, was) {
  const lot = openLot(after);
  if (!me || !lot || lot.leader === me || lot.leader === null) return null;
  const led = before.lots.find((one) => one.id === lot.id)?.leader === me;
  return led || was === lot.id ? lot.id : null;
}

/**
 * @param {import("./state.js").RoomEvent} event
 * @param {RoomState} before
 * @param {RoomState} after
 * @param {string | null} me
 * @returns {Signal}
 */
export function signal(event, before, after, me) {
  const unit = after.auction.settings.unit;
  const lot = openLot(after);
  if (event.kind === "lot_started" && lot) {
    return { sound: "started", say: `Lot ${lot.number}: ${lot.asset.name}, from ${money(lot.opening_price, unit)}.` };
  }
  if (event.kind === "bid_placed" && lot && outbidOn(before, after, me, null)) {
    const leader = participantById(after, lot.leader)?.name ?? "Somebody";
    return { sound: "outbid", urgent: true, say: `Outbid: ${leader} bids ${money(lot.price ?? 0, unit)}.` };
  }
  return closing(event, after, unit);
}

/** @param {import("./state.js").RoomEvent} event @param {RoomState} state @param {string} unit @returns {Signal} */
function closing(event, state, unit) {
  const { kind } = event;
  const detail = event.data?.detail ?? {};
  const lot = event.data?.lots?.find((one) => one.id === detail.lot) ?? event.data?.lots?.[0];
  if (kind === "lot_sold" && lot) {
    const owner = participantById(state, lot.sold_to)?.name ?? "somebody";
    return { sound: "sold", say: `${lot.asset.name} sold to ${owner} for ${money(lot.sold_for ?? 0, unit)}.` };
  }
  if (kind === "lot_unsold" && lot) return { say: `${lot.asset.name} stays unsold.` };
  if (kind === "auction_paused") return { say: "The auction is paused." };
  if (kind === "auction_resumed") return { say: "The auction goes on." };
  if (kind === "auction_completed") return { say: "The auction is complete." };
  if (kind === "auction_cancelled") return { urgent: true, say: "The auction was cancelled." };
  return {};
}
