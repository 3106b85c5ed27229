import assert from "node:assert/strict";
import test from "node:test";
import { asRequest } from "../../../../static/js/room/connection/api.js";
import { Maxima } from "../../../../static/js/room/actions/maxima.js";
import { describe } from "../../../../static/js/room/feed/sentences.js";
import { outbidOn } from "../../../../static/js/room/feed/signals.js";

const lot = (more) => ({ id: "1", number: 1, asset: { name: "Ajax" }, status: "open", opening_price: 4, price: 10, leader: "8", min_next: 11, ...more });

/** A room in which this manager may leave maxima; `answer` is what the server says. */
function room(answer = { ok: true }) {
  const sent = [];
  const held = { ui: { maximum: null }, you: { proxies: { 2: 30 } }, me: { id: "7" }, unit: "£m", changed() {} };
  const commands = { issue: async (frame) => (sent.push(frame), answer) };
  return { held, sent, maxima: new Maxima({ room: held, commands }) };
}

test("what is typed is left on its lot, and the field closes", async () => {
  const { held, sent, maxima } = room();
  maxima.edit("1");
  maxima.type("1,000");
  await maxima.leave(lot({}));
  assert.deepEqual(sent, [{ type: "proxy", lot: "1", max: 1000 }]);
  assert.equal(held.ui.maximum, null);
});

test("a field begins with what was left there, and nothing pointless is sent", async () => {
  const { held, sent, maxima } = room();
  maxima.edit("2");
  assert.equal(held.ui.maximum.text, "30");
  maxima.type("5");
  await maxima.leave(lot({ id: "2" }));
  assert.deepEqual(sent, []);
  assert.match(held.ui.maximum.said, /can't be lower/);
});

test("a refusal is said at its lot, and not at another whose field was opened meanwhile", async () => {
  const { held, maxima } = room({ ok: false, message: "Your limit on this lot is £9m." });
  maxima.edit("1");
  maxima.type("50");
  await maxima.leave(lot({}));
  assert.equal(held.ui.maximum.said, "Your limit on this lot is £9m.");
  const sending = maxima.leave(lot({}));
  maxima.edit("2");
  await sending;
  assert.equal(held.ui.maximum.said, "");
});

test("a maximum is taken back by null, also over HTTP", async () => {
  const { sent, maxima } = room();
  await maxima.takeBack("2");
  assert.deepEqual(sent, [{ type: "proxy", lot: "2", max: null }]);
  assert.deepEqual(asRequest(sent[0]), ["commands", { name: "proxy", args: { lot: "2", maximum: null }, reason: "" }]);
});

test("the feed tells of a maximum's bid, and nothing of a maximum that changed", () => {
  const state = { auction: { settings: { unit: "£m" } }, lots: [lot({})], participants: [{ id: "7", name: "Max" }] };
  const bid = { seq: 5, kind: "proxy_bid", at: 1, data: { detail: { lot: "1", participant: "7", amount: 12 } } };
  assert.equal(describe(bid, state).text, "Max bid £12m automatically.");
  assert.equal(describe({ seq: 6, kind: "proxy_changed", at: 1, data: { detail: {} } }, state), null);
});

test("one whose maximum led for a part of a frame was outbid", () => {
  const before = { lots: [lot({ leader: "8" })] };
  const bid = { kind: "proxy_bid", data: { detail: { lot: "1", participant: "7", amount: 12 } } };
  assert.equal(outbidOn(before, before, "7", null, [bid]), "1");
  assert.equal(outbidOn(before, before, "7", null), null);
});
