/**
 * The room's state, and how an event changes it. Pure: events carry whole new objects, so merging is all there is.
 *
 * @typedef {{id: string, name: string, position: string|null, club: string|null, country: string|null,
 *   external_id: string}} Asset
 * @typedef {{id: string, number: number, place?: number, asset: Asset, status: "queued"|"open"|"sold"|"unsold"|"withdrawn",
 *   opening_price: number, price: number|null, leader: string|null, min_next: number|null, increment: number|null,
 *   ends_at: number|null, remaining_ms: number|null, bids: number, nominator: string|null, sold_to: string|null, sold_for: number|null}} Lot
 * @typedef {{id: string, name: string, team: string|null, granted: number, available: number, held: number,
 *   spent: number, slots_min: number, slots_max: number, filled: number, max_bid: number,
 *   roster: {lot: string, asset: Asset, price: number}[], passed: string[], away: boolean}} Participant
 * @typedef {{id: string, league: {id: string, name: string}, name: string,
 *   status: "waiting"|"active"|"paused"|"completed"|"cancelled", format: string, next_format?: string | null, mode: string,
 *   settings: Record<string, any>, commissioner: string, commissioners?: string[], lots_total: number, lots_brought?: number, lots_sold: number, lots_unsold: number, lots_withdrawn?: number,
 *   begun_at: number|null, paused_at: number|null, pause_reason: string|null, resumes_at: number|null,
 *   next_lot_at: number|null, next_nominator: string|null, nomination_round: number, turn_ends_at?: number|null}} Auction
 * @typedef {{auction: Auction, lots: Lot[], participants: Participant[], obstacles?: string[]}} RoomState
 * @typedef {{seq: number, kind: string, at: number, data?: {auction?: Auction, lots?: Lot[],
 *   participants?: Participant[], gone?: string[], obstacles?: string[], detail?: Record<string, any>}}} RoomEvent
 * @typedef {{user: string, role: "commissioner"|"manager"|"spectator", participant: string|null,
 *   proxies: Record<string, number>, limits: Record<string, number>, outbid?: string[], available?: number|null,
 *   places?: Place[], no_place?: Record<string, string>, bidders?: import("./selectors/owners.js").Bidders}} You
 * @typedef {{name: string, has: number, least: number, most: number|null}} Place
 * @typedef {{league: string, name: string, commissioner: string, commissioners: string[],
 *   participants: Record<string, {name: string, team: string|null}>}} Names
 */

/**
 * The state after an event. What the event doesn't name stays the same object, so that views can tell by identity.
 *
 * @param {RoomState} state
 * @param {RoomEvent} event
 * @returns {RoomState}
 */
export function apply(state, event) {
  const { auction, lots = [], participants = [], gone = [], obstacles } = event.data ?? {};
  return {
    auction: auction ?? state.auction,
    lots: mergeLots(state.lots, lots, gone),
    participants: mergeParticipants(state.participants, participants),
    obstacles: obstacles ?? state.obstacles ?? [],
  };
}

/**
 * The state with the names of now: they are in no journal, so no event says that somebody is called otherwise.
 *
 * @param {RoomState} state
 * @param {Names} names
 * @returns {RoomState}
 */
export function rename(state, { league, name, commissioner, commissioners, participants }) {
  return {
    ...state,
    auction: { ...state.auction, league: { ...state.auction.league, name: league }, name, commissioner, commissioners },
    participants: state.participants.map((one) => ({ ...one, ...participants[one.id] })),
  };
}

/**
 * Replaces by id, and appends what is new.
 *
 * @template {{id: string}} T
 * @param {T[]} old
 * @param {T[]} changed
 * @returns {T[]}
 */
function merge(old, changed) {
  if (changed.length === 0) return old;
  const byId = new Map(old.map((item) => [item.id, item]));
  for (const item of changed) byId.set(item.id, item);
  return [...byId.values()];
}

/**
 * In the order of a snapshot. Of several who took seats in one frame the last may be named first.
 *
 * @param {Participant[]} old @param {Participant[]} changed
 */
function mergeParticipants(old, changed) {
  if (changed.length === 0) return old;
  return merge(old, changed).sort((a, b) => Number(a.id) - Number(b.id));
}

/** @param {Lot[]} old @param {Lot[]} changed @param {string[]} gone */
function mergeLots(old, changed, gone) {
  if (changed.length === 0 && gone.length === 0) return old;
  const left = new Set(gone);
  return merge(old, changed)
    .filter((lot) => !left.has(lot.id))
    .sort((a, b) => a.number - b.number);
}
