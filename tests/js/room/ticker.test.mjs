import assert from "node:assert/strict";
import test from "node:test";
import { Ticker } from "../../../static/js/room/ticker.js";

/** A room with one open lot that ends at 30,000 ms, and what its ticker has warned of. */
function ticking() {
  const warned = [];
  const lot = { id: "1", status: "open", ends_at: 30_000, price: 28, opening_price: 1, leader: "2" };
  const auction = { status: "active", resumes_at: null, next_lot_at: null, settings: { lot_seconds: 30, anti_snipe_seconds: 10, unit: "£m" } };
  const participants = [{ id: "1", name: "Max" }, { id: "2", name: "Bruno" }];
  const room = { you: { participant: "1" }, state: { auction, lots: [lot], participants }, phase: "running", link: { status: "live" } };
  const root = { querySelectorAll: () => [], querySelector: () => null };
  return { warned, room, lot, ticker: new Ticker(root, room, (one) => warned.push(one)) };
}

test("a threshold is warned of once, when the clock runs through it", () => {
  const { ticker, warned } = ticking();
  for (const now of [0, 19_900, 20_050, 20_150, 24_950, 25_050, 26_000]) ticker.draw(now);
  assert.deepEqual(warned, [{ sound: "ten", say: "10 seconds. £28m, Bruno leads." }, { sound: "five", say: "5 seconds. £28m, Bruno leads." }]);
});

test("a clock that leapt over both thresholds warns of the time that is left", () => {
  const { ticker, warned } = ticking();
  ticker.draw(0);
  ticker.draw(27_500);
  assert.deepEqual(warned, [{ sound: "five", say: "3 seconds. £28m, Bruno leads." }]);
});

test("a page that catches up warns of nothing that a bid may have moved", () => {
  const { ticker, warned, room, lot } = ticking();
  ticker.draw(0);
  room.link.status = "catching-up";
  ticker.draw(27_500);
  lot.ends_at = 38_000;
  room.link.status = "live";
  ticker.draw(27_600);
  assert.deepEqual(warned, []);
  ticker.draw(28_050);
  assert.deepEqual(warned, [{ sound: "ten", say: "10 seconds. £28m, Bruno leads." }]);
});

test("a warning says who leads and at what price, or from where bids begin", () => {
  for (const [leader, said] of [["1", "£28m, you lead."], ["2", "£28m, Bruno leads."], [null, "No bid yet, from £1m."]]) {
    const { ticker, warned, lot } = ticking();
    lot.leader = leader;
    ticker.draw(24_950);
    ticker.draw(25_050);
    assert.deepEqual(warned, [{ sound: "five", say: `5 seconds. ${said}` }]);
  }
});

test("the ring is drawn anew when it moves by a pixel, and on an element that is new", () => {
  const { ticker } = ticking();
  const drawn = [];
  const ring = () => ({ style: { set strokeDashoffset(offset) { drawn.push(offset); } } });
  let element = ring();
  ticker.root.querySelector = () => element;
  for (const now of [0, 10, 30, 75, 100, 110, 15_000]) ticker.draw(now);
  assert.deepEqual(drawn, ["0", "0.25", "50"]);
  element = ring();
  ticker.draw(15_000);
  ticker.draw(30_000);
  assert.deepEqual(drawn.slice(3), ["50", "100"]);
});
