import assert from "node:assert/strict";
import test from "node:test";
import { whyNoBid } from "../../../../static/js/room/actions/offers.js";
import { rosterFull } from "../../../../static/js/room/selectors/auction.js";

const max = { id: "7", filled: 2, slots_max: 3, max_bid: 90 };
const lot = (id, leader = null, status = "open") => ({ id, status, leader, min_next: 5 });
const state = (...lots) => ({ auction: { status: "active", resumes_at: null, settings: { unit: "£m" } }, participants: [max], lots });

test("a lot that one leads elsewhere takes a place of the roster", () => {
  const [first, second] = [lot("1", "7"), lot("2")];
  assert.equal(rosterFull(state(first, second), max, second), true);
  assert.equal(rosterFull(state(first, second), max, first), false, "not on the lot itself");
  assert.equal(rosterFull(state(lot("1", "8"), second), max, second), false, "nor one that somebody else leads");
  assert.equal(rosterFull(state(lot("1", "7", "sold"), second), max, second), false, "nor one that is over, which is filled");
  assert.equal(rosterFull(state(second), { ...max, filled: 3 }, undefined), true);
});

test("whoever has no place left is told so, not that they have no money", () => {
  const room = state(lot("1", "7"), lot("2"));
  assert.equal(whyNoBid(room, { participant: "7", limits: { 2: 0 } }, room.lots[1], 0), "Your roster is full.");
});
