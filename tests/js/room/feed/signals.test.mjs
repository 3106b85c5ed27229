import assert from "node:assert/strict";
import test from "node:test";
import { outbidOn, signals } from "../../../../static/js/room/feed/signals.js";
import { asset, lot, state } from "../states.mjs";

test("being outbid lasts until one leads again or the lot closes", () => {
  const led = state({}, lot({ leader: "7" }));
  assert.equal(outbidOn(led, state(), "7", null), "1");
  assert.equal(outbidOn(state(), state(), "7", "1"), "1");
  assert.equal(outbidOn(state(), led, "7", "1"), null);
  assert.equal(outbidOn(state(), state({}, lot({ status: "sold" })), "7", "1"), null);
  assert.equal(outbidOn(led, state(), "8", null), null);
});

const bid = (participant, amount) => ({ seq: 3, kind: "bid_placed", at: 0, data: { detail: { lot: "1", participant, amount } } });

test("others' bids make no noise, being outbid does", () => {
  assert.deepEqual(signals([bid("8", 41)], state(), state(), "7"), []);
  const said = signals([bid("8", 41)], state({}, lot({ leader: "7" })), state(), "7");
  assert.deepEqual(said, [{ sound: "outbid", urgent: true, say: "Outbid: Ann bids £41m." }]);
});

test("a lead that lasted for part of a frame is outbid too", () => {
  const before = state({}, lot({ leader: null, price: null, bids: 0 }));
  const frame = [bid("7", 40), bid("8", 41)];
  assert.equal(outbidOn(before, state(), "7", null, frame), "1");
  assert.deepEqual(signals(frame, before, state(), "7").map((one) => one.sound), ["outbid"]);
});

test("a lot that starts and a lot that is sold are told, whichever event carries them", () => {
  const events = [
    { seq: 3, kind: "lot_sold", at: 0, data: { detail: { lot: "1", participant: "8", price: 41 } } },
    { seq: 4, kind: "lot_started", at: 0, data: { detail: { lot: "2" } } },
  ];
  const sold = lot({ status: "sold", leader: null, sold_to: "8", sold_for: 41 });
  const after = state({}, sold, lot({ id: "2", number: 2, asset: asset("Rice"), price: null, leader: null }));
  assert.deepEqual(signals(events, state(), after, "7").map((one) => one.say), [
    "Saka sold to Ann for £41m.", "Lot 2: Rice, from £5m.",
  ]);
});
