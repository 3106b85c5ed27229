/**
 * What happened while one was away, by comparing two moments: right whether events or a snapshot came. Pure. Lots are a
 * window of the auction, but rosters are whole, so purchases are read from these.
 */
import { isolated } from "../bidi.js";
import { money } from "./money.js";
import { lotById, participantById, sales } from "./selectors.js";

/**
 * @typedef {import("./state.js").RoomState} RoomState
 * @typedef {{state: RoomState, toSpend: number}} Moment what everybody sees, and what one has to spend oneself
 * @typedef {ReturnType<typeof sales>[number]} Sale
 */

/** More lines than this would be a list to study, not news. */
const OTHERS_SHOWN = 5;
const STATUS = { active: "The auction is running.", paused: "The auction is paused.", completed: "The auction is complete.", cancelled: "The auction was cancelled." };

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
    ...bought.filter((one) => one.participant.id === me).reverse().map((one) => `You bought ${isolated(one.asset.name)} for ${money(one.price, unit)}.`),
    ...undone(old, now),
    ...outbid(before.state, after.state, me),
    ...others(before.state, after.state, bought.filter((one) => one.participant.id !== me)),
  ];
  if (participantById(after.state, me) && (lines.length > 0 || before.toSpend !== after.toSpend)) {
    const was = before.toSpend === after.toSpend ? "" : `; it was ${money(before.toSpend, unit)}`;
    lines.push(`Your budget is ${money(after.toSpend, unit)}${was}.`);
  }
  const { status } = after.state.auction;
  if (before.state.auction.status !== status && STATUS[status]) lines.push(STATUS[status]);
  return lines;
}

/** @param {Sale[]} old @param {Sale[]} now */
function undone(old, now) {
  const left = new Set(now.map((one) => one.lot));
  return old.filter((one) => !left.has(one.lot)).map((one) => `${isolated(one.asset.name)} is no longer ${isolated(one.participant.name)}'s.`);
}

/** @param {RoomState} before @param {RoomState} after @param {string | null} me */
function outbid(before, after, me) {
  const led = before.lots.filter((lot) => lot.status === "open" && lot.leader !== null && lot.leader === me);
  const lost = led.map(({ id }) => lotById(after, id)).filter((lot) => lot?.status === "open" && lot.leader !== me);
  return lost.map((lot) => `You were outbid on ${isolated(lot.asset.name)}: ${money(lot.price ?? 0, after.auction.settings.unit)} now.`);
}

/** What others bought and nobody did, the newest, and how many more. @param {RoomState} before @param {RoomState} after @param {Sale[]} bought */
function others(before, after, bought) {
  const { unit } = after.auction.settings;
  const closed = after.lots.filter((lot) => lot.status === "unsold" && lotById(before, lot.id)?.status !== "unsold");
  const lines = [
    ...bought.map((one) => ({ id: Number(one.lot), text: `${titled(one, after)} sold to ${isolated(one.participant.name)} for ${money(one.price, unit)}.` })),
    ...closed.map((lot) => ({ id: Number(lot.id), text: `Lot ${lot.number}, ${isolated(lot.asset.name)}: unsold.` })),
  ].sort((a, b) => a.id - b.id);
  const more = lines.length - OTHERS_SHOWN;
  const shown = lines.slice(-OTHERS_SHOWN).map((one) => one.text);
  return more > 0 ? [`${more} more ${more === 1 ? "lot" : "lots"} closed before these:`, ...shown] : shown;
}

/** @param {Sale} sale @param {RoomState} state */
const titled = (sale, state) => {
  const lot = lotById(state, sale.lot);
  return lot ? `Lot ${lot.number}, ${isolated(sale.asset.name)}:` : `${isolated(sale.asset.name)}:`;
};
