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

test("who watches is outbid by nobody, and on a lot without a bid nobody is", () => {
  assert.equal(outbidOn(state({}, lot({ leader: null })), state(), null, "1"), null);
  assert.equal(outbidOn(state({}, lot({ leader: "7" })), state({}, lot({ leader: null })), "7", "1"), null, "its bids were taken back");
  assert.equal(outbidOn(state(), state(), "7", "2"), null, "the lot before is over");
});

test("a lead was one's own by a bid of one's own on that lot, made by hand or by a maximum", () => {
  const outbid = (kind, detail) => outbidOn(state(), state(), "7", null, [{ seq: 3, kind, at: 0, data: { detail } }]);
  assert.equal(outbid("bid_placed", { lot: "1", participant: "7" }), "1");
  assert.equal(outbid("proxy_bid", { lot: "1", participant: "7" }), "1");
  assert.equal(outbid("bid_placed", { lot: "2", participant: "7" }), null);
  assert.equal(outbid("bid_placed", { lot: "1", participant: "8" }), null);
  assert.equal(outbid("lot_passed", { lot: "1", participant: "7" }), null);
  assert.equal(outbid("bid_placed"), null);
});

test("in a slow auction each open lot is told of by its name", () => {
  const led = [lot({ leader: "7" }), lot({ id: "2", leader: "7" })];
  const lost = [lot(), lot({ id: "2", asset: asset("Rice"), price: 9 })];
  const said = signals([bid("8", 41)], state({ format: "slow" }, ...led), state({ format: "slow" }, ...lost), "7");
  assert.deepEqual(said.map((one) => one.say), ["Outbid on Saka: Ann bids £41m.", "Outbid on Rice: Ann bids £9m."]);
});

test("one's own turn is urgent, and somebody else's is none", () => {
  const turn = [{ seq: 3, kind: "nomination_opened", at: 0, data: { detail: { participant: "7" } } }];
  assert.deepEqual(signals(turn, state(), state(), "7"), [{ sound: "started", urgent: true, say: "It's your turn to put a lot up." }]);
  assert.deepEqual(signals(turn, state(), state(), "8"), []);
  assert.deepEqual(signals([{ ...turn[0], data: { detail: { participant: null } } }], state(), state(), null), []);
});

test("a start of a lot that isn't open any more is no news", () => {
  const start = [{ seq: 3, kind: "lot_started", at: 0, data: { detail: { lot: "1" } } }];
  assert.deepEqual(signals(start, state(), state(), "7"), [{ sound: "started", say: "Lot 1: Saka, from £5m." }]);
  assert.deepEqual(signals(start, state(), state({}, lot({ status: "sold" })), "7"), []);
  assert.deepEqual(signals(start, state(), state({}, lot({ id: "2" })), "7"), []);
});

test("what becomes of a lot is told by the event's own lot, and of the auction in a word", () => {
  const told = (kind, detail, lots) => signals([{ seq: 3, kind, at: 0, data: { detail, lots } }], state(), state(), null);
  const gone = [lot({ id: "99", asset: asset("Rice"), status: "sold" })];
  assert.deepEqual(told("lot_sold", { lot: "99", participant: "7", price: 12 }, gone), [{ sound: "sold", say: "Rice sold to Max for £12m." }]);
  assert.deepEqual(told("lot_sold", { lot: "1", participant: "99", price: 12 }), [{ sound: "sold", say: "Saka sold to somebody for £12m." }]);
  assert.deepEqual(told("lot_unsold", { lot: "99" }, gone), [{ say: "Rice went unsold." }]);
  assert.deepEqual(told("lot_sold", { lot: "98" }), []);
  assert.deepEqual(told("lot_unsold", { lot: "98" }), []);
  assert.deepEqual(told("auction_paused"), [{ say: "The auction is paused." }]);
  assert.deepEqual(told("auction_resumed"), [{ say: "Auction resumed." }]);
  assert.deepEqual(told("pace_changed", { format: "slow", open: 0 }), [{ say: "The rest is played slowly." }]);
  assert.deepEqual(told("pace_changed", { format: "slow", open: 1 }), []);
  assert.deepEqual(told("auction_completed"), [{ say: "The auction is complete." }]);
  assert.deepEqual(told("auction_cancelled"), [{ urgent: true, say: "The auction was cancelled." }]);
  assert.deepEqual(told("queue_changed"), []);
});
