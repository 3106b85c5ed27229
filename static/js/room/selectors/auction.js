/** Questions that the views ask of the state. Pure; nothing here decides anything. */

import { isolated } from "../../bidi.js";
import { gettext, locale, marked, translated } from "../../gettext.js";

/** @typedef {import("../state.js").RoomState} RoomState */
/** @typedef {import("../state.js").Lot} Lot */

/** Reasons that the rules give, as the journal has them; the rest are what people typed. */
export const REASONS_OF_RULES = [
  marked("Nobody was here who could bid; the commissioner resumes when somebody is back."),
  marked("Bidding is switched off for a while; the auction goes on by itself when it is back."),
  marked("The rest is played live; the commissioner resumes when everybody is here."),
];

/** Why the auction stands still, "" if nobody said it. @param {RoomState["auction"]} auction */
export const pauseReason = (auction) => translated(auction.pause_reason ?? "");

/** @param {RoomState} state @returns {Lot | undefined} the lot that is on sale */
export const openLot = (state) => state.lots.find((lot) => lot.status === "open");

/** @param {RoomState} state @param {string | null | undefined} id */
export const lotById = (state, id) => state.lots.find((lot) => lot.id === id);

/** @param {RoomState} state @param {string | null | undefined} id */
export const participantById = (state, id) => state.participants.find((one) => one.id === id);

/**
 * Whether one more lot would overfill a roster, which counts the lots that its manager leads elsewhere, as the server does.
 *
 * @param {RoomState} state
 * @param {import("../state.js").Participant} seat
 * @param {Lot | undefined} lot
 */
export function rosterFull(state, seat, lot) {
  const led = state.lots.filter((each) => each.status === "open" && each.leader === seat.id && each.id !== lot?.id);
  return seat.filled + led.length >= seat.slots_max;
}

/**
 * Those who can run the auction, for a sentence: `Carla or Nora`. In languages with cases they are its subject, as one
 * person is. A server of the release before knows one only.
 *
 * @param {RoomState["auction"]} auction
 */
export function commissioners({ commissioners: all, commissioner }) {
  const names = (all ?? [commissioner]).filter(Boolean).map(isolated);
  if (names.length === 0) return gettext("the commissioner");
  return names.length > 3 ? gettext("a commissioner") : new Intl.ListFormat(locale(), { type: "disjunction" }).format(names);
}

/** @param {RoomState} state @returns {Lot[]} what comes, in its order */
export const queuedLots = (state) =>
  state.lots.filter((lot) => lot.status === "queued").sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || a.number - b.number);

/**
 * The lot in the middle of the room: the open one, else the one that closed last, so that its result can be read
 * during the break.
 *
 * @param {RoomState} state
 * @param {string | null | undefined} lastClosed id from the newest closing event seen
 * @returns {Lot | undefined}
 */
export function stageLot(state, lastClosed) {
  const closed = state.lots.filter((lot) => lot.status === "sold" || lot.status === "unsold");
  return openLot(state) ?? lotById(state, lastClosed) ?? closed.at(-1);
}

/**
 * Every asset that was sold and is somebody's, newest first. Rosters are whole, while `state.lots` is a window.
 *
 * @param {RoomState} state
 */
export function sales(state) {
  const rows = state.participants.flatMap((participant) =>
    participant.roster.map((item) => ({ ...item, participant, number: lotById(state, item.lot)?.number ?? null })),
  );
  return rows.sort((a, b) => Number(b.lot) - Number(a.lot));
}

/**
 * The most that this manager may bid on a lot, as the server says it.
 *
 * @param {RoomState} state
 * @param {import("../state.js").You} you
 * @param {Lot} lot
 * @returns {number}
 */
export function limitOn(state, you, lot) {
  return you.limits?.[lot.id] ?? participantById(state, you.participant)?.max_bid ?? 0;
}

/**
 * The lots that come up here: all, sold, unsold and withdrawn ones. What owners brought along from an auction before was never for sale.
 * @param {RoomState} state
 */
export function lotCounts({ auction }) {
  const brought = auction.lots_brought ?? 0;
  return { total: auction.lots_total - brought, sold: auction.lots_sold - brought, unsold: auction.lots_unsold, withdrawn: auction.lots_withdrawn ?? 0 };
}
