import assert from "node:assert/strict";
import { test } from "node:test";
import { signals } from "../../../../static/js/room/feed/signals.js";
import { left, nominationsOf, span, streamLots } from "../../../../static/js/room/selectors/stream.js";
import { Stream } from "../../../../static/js/room/actions/streaming.js";

const HOUR = 3_600_000;
const lot = (number, more = {}) => ({
  id: String(number), number, status: "open", leader: null, price: null, opening_price: 1, min_next: 1, nominator: null,
  ends_at: number * HOUR, remaining_ms: null, asset: { id: `a${number}`, name: `Player ${number}`, club: number % 2 ? "Leeds" : "Hull" }, ...more,
});
const room = (lots, more = {}) => ({
  auction: { format: "slow", mode: "nomination", status: "active", settings: { unit: "£m", slow_nominations: 2 } },
  participants: [{ id: "1", name: "Max" }, { id: "2", name: "Mia" }], lots, ...more,
});
const you = { participant: "1", proxies: { 4: 9 }, outbid: ["2"], limits: {} };
const state = room([lot(3, { leader: "1", price: 5 }), lot(1, { nominator: "1" }), lot(2, { leader: "2", price: 4 }), lot(4), lot(5), lot(6, { status: "sold" })]);
const shown = (filter, search = "", now = 0) => streamLots(state, you, { filter, search }, now).map(({ number }) => number);

test("the lots that end first are on top, and filters tell whose they are", () => {
  assert.deepEqual(shown("all"), [1, 2, 3, 4, 5]);
  assert.deepEqual(shown("mine"), [1, 2, 3, 4]);
  assert.deepEqual(shown("led"), [3]);
  assert.deepEqual(shown("outbid"), [2]);
  assert.deepEqual(shown("soon"), [1]);
  assert.deepEqual(shown("soon", "", 2 * HOUR), [1, 2, 3]);
});

test("lots are searched by what is known of them", () => {
  assert.deepEqual(shown("all", " leeds"), [1, 3, 5]);
  assert.deepEqual(shown("led", "player 2"), []);
});

test("a lot that is paused keeps what it has left", () => {
  assert.equal(left(lot(1, { remaining_ms: 7 }), 99 * HOUR), 7);
  assert.equal(left(lot(1), HOUR + 1), 0);
});

test("time left is said in two units at most", () => {
  const spans = [[0, "0 s"], [59_001, "60 s"], [60_000, "1 min"], [HOUR - 1, "1 h"], [HOUR, "1 h"], [HOUR + 1, "1 h 1 min"], [24 * HOUR, "1 d"], [51 * HOUR, "2 d 3 h"], [null, ""]];
  for (const [ms, words] of spans) assert.equal(span(ms), words);
});

test("who may put lots up sees how many of theirs are", () => {
  assert.deepEqual(nominationsOf(state, you), { used: 1, most: 2 });
  assert.equal(nominationsOf(state, { participant: null }), null);
  assert.equal(nominationsOf({ ...state, auction: { ...state.auction, mode: "queue" } }, you), null);
});

test("being outbid on any of many lots is said by its name", () => {
  const before = room([lot(1, { leader: "1", price: 3 }), lot(2, { leader: "1", price: 4 })]);
  const after = room([lot(1, { leader: "1", price: 3 }), lot(2, { leader: "2", price: 6 })]);
  const said = signals([], before, after, "1");
  assert.equal(said.length, 1);
  assert.match(said[0].say, /^Outbid on .*Player 2.*: .*Mia.* bids £6m\.$/u);
});

test("a press bids what its button named, once, and says how it ended", async () => {
  const sent = [];
  let settle = () => {};
  const there = { unit: "£m", ui: { stream: { filter: "all", search: "", busy: null, said: null } }, changed: () => {} };
  const commands = { issue: (frame) => (sent.push(frame), new Promise((resolve) => { settle = resolve; })) };
  const stream = new Stream({ room: there, commands });
  const pressed = stream.bid(lot(7, { price: 3 }), 4);
  await stream.bid(lot(8), 1);
  settle({ ok: false, message: "5 is the least you can bid now." });
  await pressed;
  assert.deepEqual(sent, [{ type: "bid", lot: "7", amount: 4, seen: 3 }]);
  assert.deepEqual(there.ui.stream.said, { lot: "7", text: "5 is the least you can bid now.", ok: false });
  assert.equal(there.ui.stream.busy, null);
});
