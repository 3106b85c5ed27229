import assert from "node:assert/strict";
import test from "node:test";
import { noteRefusal, refusalInWords } from "../../../../static/js/room/feed/refusals.js";
import { state } from "../states.mjs";

/** A room that writes down what is to stand in one's own feed. */
function room(shown = state()) {
  const noted = [];
  return { noted, state: shown, unit: "£m", wasRefused: (...line) => noted.push(line) };
}

const bid = { lot: "1", amount: 42 };
const refused = { ok: false, id: "k", message: "Ann bid £45m before.", receipt: "r" };

test("a bid that wasn't taken is told by its amount, its lot and the server's reason", () => {
  assert.equal(refusalInWords(room(), bid, "It came late."), "Your bid of £42m on Saka wasn't taken. It came late.");
});

test("a lot that has gone is named by what is known of it", () => {
  assert.equal(refusalInWords(room(), { ...bid, lot: "9", name: "Rice" }, "No."), "Your bid of £42m on Rice wasn't taken. No.");
  assert.equal(refusalInWords(room(), { ...bid, lot: "9" }, "No."), "Your bid of £42m on the lot before wasn't taken. No.");
  assert.equal(refusalInWords(room(null), bid, "No."), "Your bid of £42m on the lot before wasn't taken. No.");
});

test("a bid that was made for somebody names them", () => {
  assert.equal(refusalInWords(room(), { ...bid, participant: "7" }, "No."), "Your bid of £42m for Max on Saka wasn't taken. No.");
  assert.equal(refusalInWords(room(), { ...bid, participant: "99" }, "No."), "Your bid of £42m for somebody on Saka wasn't taken. No.");
});

test("only a bid that was decided and refused has a line in the feed, which leads to its receipt", () => {
  const one = room();
  noteRefusal(one, bid, { ...refused, ok: true });
  noteRefusal(one, bid, { ...refused, receipt: undefined });
  assert.deepEqual(one.noted, []);
  noteRefusal(one, bid, refused);
  assert.deepEqual(one.noted, [["Your bid of £42m on Saka wasn't taken. Ann bid £45m before.", "k"]]);
});
