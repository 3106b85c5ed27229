import assert from "node:assert/strict";
import test from "node:test";
import { sinceThen } from "../../../../static/js/room/selectors/absence.js";

const lot = (number, more = {}) => ({ id: String(number), number, asset: { name: `Club ${number}` }, status: "queued", price: null, leader: null, ...more });
const seat = (id, name, ...roster) => ({ id, name, roster });
const item = (number, price) => ({ lot: String(number), asset: { name: `Club ${number}` }, price });
const moment = (toSpend, lots, participants, status = "active") => ({ toSpend, state: { auction: { status, settings: { unit: "£m" } }, lots, participants } });

test("own purchases come first, then those of others, then one's money", () => {
  const before = moment(112, [lot(1, { status: "open" })], [seat("7", "Max"), seat("8", "Ann")]);
  const lots = [lot(1, { status: "sold" }), lot(2, { status: "sold" }), lot(3, { status: "unsold" })];
  const after = moment(90, lots, [seat("7", "Max", item(2, 22)), seat("8", "Ann", item(1, 38))]);
  assert.deepEqual(sinceThen(before, after, "7"), [
    "You bought Club 2 for £22m.",
    "Lot 1, Club 1: sold to Ann for £38m.",
    "Lot 3, Club 3: unsold.",
    "Your budget is £90m; it was £112m.",
  ]);
  assert.deepEqual(sinceThen(before, before, "7"), []);
});

test("each lot that was led and is lost is told", () => {
  const led = moment(71, [lot(1, { status: "open", leader: "7" }), lot(2, { status: "open", leader: "7" })], [seat("7", "Max")]);
  const lost = moment(112, [lot(1, { status: "open", leader: "8", price: 41 }), lot(2, { status: "open", leader: "7" })], [seat("7", "Max")]);
  assert.deepEqual(sinceThen(led, lost, "7"), ["You were outbid on Club 1: £41m now.", "Your budget is £112m; it was £71m."]);
});

test("purchases are told although their lots have left the window; of many the newest, and how many more", () => {
  const items = Array.from({ length: 30 }, (_, at) => item(at + 1, at));
  const before = moment(0, [], [seat("8", "Ann")]);
  const after = moment(0, [lot(30, { status: "sold" })], [seat("8", "Ann", ...items)]);
  const lines = sinceThen(before, after, null);
  assert.deepEqual([lines.length, lines[0], lines[1], lines.at(-1)], [
    6, "25 more lots closed before these:", "Club 26: sold to Ann for £25m.", "Lot 30, Club 30: sold to Ann for £29m.",
  ]);
});

test("a sale that was undone and an auction that ended are told", () => {
  const before = moment(5, [], [seat("7", "Max"), seat("8", "Ann", item(1, 38))]);
  const after = moment(5, [], [seat("7", "Max"), seat("8", "Ann")], "completed");
  assert.deepEqual(sinceThen(before, after, "7"), ["Club 1 is no longer Ann's.", "Your budget is £5m.", "The auction is complete."]);
});
