/**
 * What happened while one was away, by comparing two moments: right whether events or a snapshot came. Pure. Lots are a
 * window of the auction, but rosters are whole, so purchases are read from these.
 */
import { isolated } from "../../bidi.js";
import { gettext, ngettext } from "../../gettext.js";
import { money } from "../money.js";
import { lotById, participantById, sales } from "./auction.js";

/**
 * @typedef {import("../state.js").RoomState} RoomState
 * @typedef {{state: RoomState, toSpend: number}} Moment what everybody sees, and what one has to spend oneself
 * @typedef {ReturnType<typeof sales>[number]} Sale
 */

/** More lines than this would be a list to study, not news. */
const OTHERS_SHOWN = 5;
const STATUS = {
  active: gettext("The auction is running."), paused: gettext("The auction is paused."),
  completed: gettext("The auction is complete."), cancelled: gettext("The auction was cancelled."),
};

/**
 * @param {Moment} before
 * @param {Moment} after
 * @param {string | null} me own participant id
 * @returns {string[]} sentences, one's own first; empty when nothing closed and no money moved
 */
export function sinceThen(before, after, me) {
  const { unit } = after.state.auction.settings;
  const [old, now] = [sales(before.state), sales(after.state)];
  const known = new Set(old.map((one) => one.lot));
  const bought = now.filter((one) => !known.has(one.lot));
  const lines = [
    ...bought.filter((one) => one.participant.id === me).reverse().map((one) => gettext("You bought {lot} for {price}.", { lot: isolated(one.asset.name), price: money(one.price, unit) })),
    ...undone(old, now),
    ...outbid(before.state, after.state, me),
    ...others(before.state, after.state, bought.filter((one) => one.participant.id !== me)),
  ];
  if (participantById(after.state, me) && (lines.length > 0 || before.toSpend !== after.toSpend)) {
    const [left, was] = [money(after.toSpend, unit), money(before.toSpend, unit)];
    lines.push(left === was ? gettext("Your budget is {left}.", { left }) : gettext("Your budget is {left}; it was {was}.", { left, was }));
  }
  const { status } = after.state.auction;
  if (before.state.auction.status !== status && STATUS[status]) lines.push(STATUS[status]);
  return lines;
}

/** @param {Sale[]} old @param {Sale[]} now */
function undone(old, now) {
  const left = new Set(now.map((one) => one.lot));
  return old.filter((one) => !left.has(one.lot)).map((one) => gettext("{lot} is no longer {who}'s.", { lot: isolated(one.asset.name), who: isolated(one.participant.name) }));
}

/** @param {RoomState} before @param {RoomState} after @param {string | null} me */
function outbid(before, after, me) {
  const led = before.lots.filter((lot) => lot.status === "open" && lot.leader !== null && lot.leader === me);
  const lost = led.map(({ id }) => lotById(after, id)).filter((lot) => lot?.status === "open" && lot.leader !== me);
  return lost.map((lot) => gettext("You were outbid on {lot}: {price} now.", { lot: isolated(lot.asset.name), price: money(lot.price ?? 0, after.auction.settings.unit) }));
}

/** What others bought and nobody did, the newest, and how many more. @param {RoomState} before @param {RoomState} after @param {Sale[]} bought */
function others(before, after, bought) {
  const { unit } = after.auction.settings;
  const closed = after.lots.filter((lot) => lot.status === "unsold" && lotById(before, lot.id)?.status !== "unsold");
  const lines = [
    ...bought.map((one) => ({ id: Number(one.lot), text: soldTo(one, after) })),
    ...closed.map((lot) => ({ id: Number(lot.id), text: gettext("Lot {number}, {lot}: unsold.", { number: lot.number, lot: isolated(lot.asset.name) }) })),
  ].sort((a, b) => a.id - b.id);
  const more = lines.length - OTHERS_SHOWN;
  const shown = lines.slice(-OTHERS_SHOWN).map((one) => one.text);
  return more > 0 ? [ngettext("{number} more lot closed before these:", "{number} more lots closed before these:", more), ...shown] : shown;
}

/** @param {Sale} sale @param {RoomState} state */
function soldTo(sale, state) {
  const number = lotById(state, sale.lot)?.number;
  const words = { number, lot: isolated(sale.asset.name), who: isolated(sale.participant.name), price: money(sale.price, state.auction.settings.unit) };
  return number === undefined ? gettext("{lot}: sold to {who} for {price}.", words) : gettext("Lot {number}, {lot}: sold to {who} for {price}.", words);
}
