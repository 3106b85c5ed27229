import assert from "node:assert/strict";
import test from "node:test";
import { apply, rename } from "../../../static/js/room/state.js";

const lot = (id, more = {}) => ({ id, number: Number(id), status: "queued", price: null, ...more });
const state = () => ({
  auction: { id: "a", status: "active" },
  lots: [lot("1", { status: "open" }), lot("2")],
  participants: [{ id: "7", available: 200 }, { id: "8", available: 200 }],
  obstacles: [],
});
const event = (data) => ({ seq: 2, kind: "bid_placed", at: 0, data });

test("a lot in an event replaces the whole lot with its id", () => {
  const bid = { id: "1", number: 1, status: "open", price: 5 };
  assert.deepEqual(apply(state(), event({ lots: [bid] })).lots, [bid, lot("2")]);
});

test("participants keep their places when one changes", () => {
  const after = apply(state(), event({ participants: [{ id: "7", available: 195 }] }));
  assert.deepEqual(after.participants, [{ id: "7", available: 195 }, { id: "8", available: 200 }]);
});

test("a participant who joins comes last", () => {
  const after = apply(state(), event({ participants: [{ id: "9", available: 200 }] }));
  assert.deepEqual(after.participants.map((one) => one.id), ["7", "8", "9"]);
});

test("of several who join in one frame each stands in the order of a snapshot", () => {
  const joined = [[{ id: "10", available: 200 }], [{ id: "9", available: 200 }], [{ id: "7", available: 195 }]];
  const after = joined.reduce((before, participants) => apply(before, event({ participants })), state());
  assert.deepEqual(after.participants.map((one) => one.id), ["7", "8", "9", "10"]);
  assert.equal(after.participants[0].available, 195);
});

test("lots that left the window are removed, and new ones stand by number", () => {
  const after = apply(state(), event({ lots: [lot("10"), lot("3")], gone: ["1"] }));
  assert.deepEqual(after.lots.map((one) => one.id), ["2", "3", "10"]);
});

test("a lot both changed and gone is gone", () => {
  assert.deepEqual(apply(state(), event({ lots: [lot("1", { status: "sold" })], gone: ["1"] })).lots, [lot("2")]);
});

test("the auction is replaced whole", () => {
  assert.deepEqual(apply(state(), event({ auction: { id: "a", status: "paused" } })).auction, { id: "a", status: "paused" });
});

test("what an event doesn't name stays the same object", () => {
  const before = state();
  const after = apply(before, event({ participants: [{ id: "8", available: 1 }] }));
  assert.equal(after.lots, before.lots);
  assert.equal(after.auction, before.auction);
  assert.equal(after.participants[0], before.participants[0]);
});

test("what keeps rosters from being filled stays until an event says it anew", () => {
  const said = apply(state(), event({ obstacles: ["Too few."] }));
  assert.deepEqual(said.obstacles, ["Too few."]);
  assert.deepEqual(apply(said, event({})).obstacles, ["Too few."]);
  assert.deepEqual(apply(said, event({ obstacles: [] })).obstacles, []);
});

test("names of now take the place of others, and nothing else changes", () => {
  const people = [{ id: "7", name: "Max", team: null, available: 195 }, { id: "9", name: "Otto", team: null, available: 200 }];
  const before = { ...state(), auction: { id: "a", status: "waiting", league: { id: "l", name: "Friends" }, name: "Friends auction", commissioner: "Carla", commissioners: ["Carla"] }, participants: people };
  const after = rename(before, { type: "names", league: "Family", name: "Family auction", commissioner: "Max", commissioners: ["Max"],
    participants: { 7: { name: "Maximilian", team: "Reds" }, 8: { name: "Mia", team: null } } });
  assert.deepEqual(after, { ...before,
    auction: { id: "a", status: "waiting", league: { id: "l", name: "Family" }, name: "Family auction", commissioner: "Max", commissioners: ["Max"] },
    participants: [{ id: "7", name: "Maximilian", team: "Reds", available: 195 }, people[1]] });
  assert.equal(before.participants[0].name, "Max");
});

test("a private event changes nothing", () => {
  const before = state();
  assert.deepEqual(apply(before, { seq: 2, kind: "private" }), before);
});

test("the state before is left as it was", () => {
  const before = Object.freeze({ ...state(), lots: Object.freeze(state().lots), participants: Object.freeze([]) });
  apply(before, event({ lots: [lot("3")], gone: ["2"], participants: [{ id: "9" }] }));
  assert.deepEqual(before.lots, state().lots);
});
