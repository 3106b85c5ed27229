import assert from "node:assert/strict";
import test from "node:test";
import { commissioners, lotCounts, rosterFull, sales, stageLot } from "../../../../static/js/room/selectors/auction.js";
import { asset, lot, max, state } from "../states.mjs";

test("a lot that one leads elsewhere takes a place of the roster", () => {
  const mine = { ...max, filled: 2, slots_max: 3 };
  const [first, second] = [lot({ leader: "7" }), lot({ id: "2", leader: null })];
  assert.equal(rosterFull(state({}, first, second), mine, second), true);
  assert.equal(rosterFull(state({}, first, second), mine, first), false, "not on the lot itself");
  assert.equal(rosterFull(state({}, lot({ leader: "8" }), second), mine, second), false, "nor one that somebody else leads");
  assert.equal(rosterFull(state({}, lot({ leader: "7", status: "sold" }), second), mine, second), false, "nor one that is over, which is filled");
  assert.equal(rosterFull(state({}, second), { ...mine, filled: 3 }, undefined), true);
});

test("the stage shows the lot that closed last until the next one opens", () => {
  const sold = (id) => lot({ id, number: Number(id), status: "sold" });
  assert.equal(stageLot(state({}, sold("1"), sold("2")), "1").id, "1");
  assert.equal(stageLot(state({}, sold("1"), lot({ id: "2", number: 2 })), "1").id, "2");
});

test("sales come from the rosters, newest first", () => {
  const buyer = { ...max, roster: [{ lot: "9", asset: asset("Rice"), price: 3 }, { lot: "10", asset: asset("Rodri"), price: 4 }] };
  const rows = sales({ ...state(), participants: [buyer] });
  assert.deepEqual(rows.map((one) => [one.lot, one.participant.name]), [["10", "Max"], ["9", "Max"]]);
});

test("all who can run the auction are named, and many aren't", () => {
  assert.equal(commissioners({ commissioner: "Carla" }), "Carla");
  assert.equal(commissioners({ commissioner: "Carla", commissioners: ["Carla", "Nora"] }), "Carla or Nora");
  assert.equal(commissioners({ commissioner: "A", commissioners: ["A", "B", "C", "D"] }), "a commissioner");
  assert.equal(commissioners({ commissioner: "", commissioners: [] }), "the commissioner");
});

test("what owners brought along is neither for sale nor done", () => {
  const counts = { lots_total: 36, lots_sold: 5, lots_unsold: 2 };
  assert.deepEqual(lotCounts(state({ ...counts, lots_brought: 4 })), { total: 32, sold: 1, unsold: 2, withdrawn: 0 });
  assert.deepEqual(lotCounts(state(counts)), { total: 36, sold: 5, unsold: 2, withdrawn: 0 }, "as a server says it that doesn't tell");
});
