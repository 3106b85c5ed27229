/**
 * What an event means to the person in front of this page: a tone, a word for screen readers. Pure. Few things are
 * said: bids of others are on screen, and a voice for each would drown the room.
 */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";
import { howPlayed } from "../selectors/pace.js";
import { lotById, openLot, participantById } from "../selectors/auction.js";
import { isSlow } from "../selectors/stream.js";
import { money } from "../money.js";

/**
 * @typedef {import("../state.js").RoomState} RoomState
 * @typedef {import("../state.js").RoomEvent} RoomEvent
 * @typedef {{sound?: "started"|"outbid"|"sold", say?: string, urgent?: boolean}} Signal
 */

/**
 * The open lot on which this manager has just been outbid, or still is. Events of one frame carry only the newest
 * values, so that a lead which lasted for part of a frame shows in its events alone.
 *
 * @param {RoomState} before
 * @param {RoomState} after
 * @param {string | null} me
 * @param {string | null} was the lot it was before
 * @param {RoomEvent[]} [events] what lies between the two
 * @param {import("../state.js").Lot} [lot] one of many open ones
 * @returns {string | null}
 */
export function outbidOn(before, after, me, was, events = [], lot = openLot(after)) {
  if (!me || !lot || lot.leader === me || lot.leader === null) return null;
  const led = lotById(before, lot.id)?.leader === me || events.some((event) => isBid(event, lot.id, me));
  return led || was === lot.id ? lot.id : null;
}

/** @param {RoomEvent} event @param {string} lot @param {string} participant */
const isBid = ({ kind, data }, lot, participant) =>
  (kind === "bid_placed" || kind === "proxy_bid") && data?.detail?.lot === lot && data.detail.participant === participant;

/**
 * @param {RoomEvent[]} events of one frame
 * @param {RoomState} before
 * @param {RoomState} after
 * @param {string | null} me
 * @returns {Signal[]}
 */
export function signals(events, before, after, me) {
  const unit = after.auction.settings.unit;
  const heard = events.map((event) => (event.kind === "lot_started" ? started(event, after, unit) : closing(event, after, unit)));
  if (events.some(({ kind, data }) => kind === "nomination_opened" && me !== null && data?.detail?.participant === me)) {
    heard.push({ sound: "started", urgent: true, say: gettext("It's your turn to put a lot up.") });
  }
  for (const lot of after.lots.filter(({ status }) => status === "open")) {
    if (!outbidOn(before, after, me, null, events, lot)) continue;
    const values = { who: isolated(participantById(after, lot.leader)?.name ?? gettext("Somebody")), lot: isolated(lot.asset.name), price: money(lot.price ?? 0, unit) };
    const say = isSlow(after) ? gettext("Outbid on {lot}: {who} bids {price}.", values) : gettext("Outbid: {who} bids {price}.", values);
    heard.push({ sound: "outbid", urgent: true, say });
  }
  return heard.filter((one) => one.say);
}

/** @param {RoomEvent} event @param {RoomState} state @param {string} unit @returns {Signal} */
function started(event, state, unit) {
  const lot = openLot(state);
  if (!lot || lot.id !== event.data?.detail?.lot) return {};
  return { sound: "started", say: gettext("Lot {number}: {lot}, from {price}.", { number: lot.number, lot: isolated(lot.asset.name), price: money(lot.opening_price, unit) }) };
}

/** @param {RoomEvent} event @param {RoomState} state @param {string} unit @returns {Signal} */
function closing(event, state, unit) {
  const { kind } = event;
  const detail = event.data?.detail ?? {};
  const lot = event.data?.lots?.find((one) => one.id === detail.lot) ?? lotById(state, detail.lot);
  if (kind === "lot_sold" && lot) {
    const who = isolated(participantById(state, detail.participant)?.name ?? gettext("somebody"));
    return { sound: "sold", say: gettext("{lot} sold to {who} for {amount}.", { lot: isolated(lot.asset.name), who, amount: money(detail.price ?? 0, unit) }) };
  }
  if (kind === "lot_unsold" && lot) return { say: gettext("{lot} went unsold.", { lot: isolated(lot.asset.name) }) };
  if (kind === "auction_paused") return { say: gettext("The auction is paused.") };
  if (kind === "auction_resumed") return { say: gettext("Auction resumed.") };
  if (kind === "pace_changed" && detail.open === 0) return { say: gettext("The rest is played {how}.", { how: howPlayed(detail.format) }) };
  if (kind === "auction_completed") return { say: gettext("The auction is complete.") };
  if (kind === "auction_cancelled") return { urgent: true, say: gettext("The auction was cancelled.") };
  return {};
}
