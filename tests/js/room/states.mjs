/** A room as a page is told of it: Max and Ann bid for Saka, on whom Ann leads. */
export const asset = (name) => ({ id: name, name, position: null, club: null, country: null, external_id: name });
export const lot = (more = {}) => ({
  id: "1", number: 1, asset: asset("Saka"), status: "open", opening_price: 5, price: 41, leader: "8", min_next: 42,
  ends_at: 30_000, remaining_ms: null, bids: 3, sold_to: null, sold_for: null, ...more,
});
export const max = { id: "7", name: "Max", granted: 200, available: 112, max_bid: 110, filled: 2, slots_max: 6, slots_min: 3, roster: [], passed: [] };
export const ann = { ...max, id: "8", name: "Ann" };
export const state = (more = {}, ...lots) => ({
  auction: { id: "a", status: "active", resumes_at: null, next_lot_at: null, settings: { unit: "£m", increment: 1, anti_snipe_seconds: 10 }, ...more },
  lots: lots.length > 0 ? lots : [lot()],
  participants: [max, ann],
});
export const you = { role: "manager", participant: "7", limits: { 1: 97 } };
