/** A slow auction: many lots are open at once, each with its own clock. What is looked at of them. Pure. */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";

/** @typedef {import("../state.js").RoomState} RoomState */
/** @typedef {import("../state.js").You} You */
/** @typedef {import("../state.js").Lot} Lot */

const SOON_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** @type {[name: string, words: string][]} */
export const FILTERS = [
  ["all", gettext("All")], ["mine", gettext("Mine")], ["led", gettext("Led")], ["outbid", gettext("Outbid")], ["soon", gettext("Ending soon")],
];

/** @param {RoomState} state */
export const isSlow = (state) => state.auction.format === "slow";

/**
 * The open lots that are looked at, those that end first on top.
 *
 * @param {RoomState} state @param {You} you @param {{filter: string, search: string}} form @param {number} now server ms
 * @returns {Lot[]}
 */
export function streamLots(state, you, { filter, search }, now) {
  const words = search.trim().toLocaleLowerCase();
  return state.lots
    .filter((lot) => lot.status === "open" && isOf(filter, lot, you, now) && isCalled(lot, words))
    .sort((a, b) => (left(a, now) ?? 0) - (left(b, now) ?? 0) || a.number - b.number);
}

/** @param {string} filter @param {Lot} lot @param {You} you @param {number} now */
function isOf(filter, lot, you, now) {
  const led = lot.leader !== null && lot.leader === you.participant;
  const outbid = you.outbid?.includes(lot.id) === true;
  if (filter === "led") return led;
  if (filter === "outbid") return outbid;
  if (filter === "soon") return (left(lot, now) ?? Infinity) <= SOON_MS;
  const put = lot.nominator !== null && lot.nominator === you.participant;
  return filter === "all" || led || outbid || put || you.proxies?.[lot.id] !== undefined;
}

/** @param {Lot} lot @param {string} words */
const isCalled = ({ asset }, words) =>
  words === "" || [asset.name, asset.position, asset.club, asset.country].some((one) => String(one ?? "").toLocaleLowerCase().includes(words));

/** The milliseconds until a lot ends, by the clock on the wall; null without an end. @param {Lot} lot @param {number} now */
export const left = (lot, now) => lot.remaining_ms ?? (lot.ends_at === null ? null : Math.max(0, lot.ends_at - now));

/** How long that is, in two units at most. @param {number | null} ms */
export function span(ms) {
  if (ms === null) return "";
  const minutes = Math.ceil(ms / MINUTE_MS);
  if (ms < MINUTE_MS) return isolated(`${Math.ceil(ms / 1000)} s`);
  if (minutes < 60) return isolated(`${minutes} min`);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? gettext("{days} d {hours} h", { days, hours }) : gettext("{days} d", { days });
  return isolated(rest > 0 ? `${hours} h ${rest} min` : `${hours} h`);
}

/** How many of the open lots this manager has put up, and how many they may. @param {RoomState} state @param {You} you */
export function nominationsOf(state, you) {
  const { mode, settings } = state.auction;
  if (mode !== "nomination" || you.participant === null) return null;
  const used = state.lots.filter((lot) => lot.status === "open" && lot.nominator === you.participant).length;
  return { used, most: settings.slow_nominations };
}
