import assert from "node:assert/strict";
import test from "node:test";
import { Ticker } from "../../static/js/room/ticker.js";

/** A room with one open lot that ends at 30,000 ms, and what its ticker has warned of. */
function ticking() {
  const warned = [];
  const lot = { id: "1", status: "open", ends_at: 30_000 };
  const auction = { status: "active", resumes_at: null, next_lot_at: null, settings: { lot_seconds: 30, anti_snipe_seconds: 10 } };
  const room = { state: { auction, lots: [lot] }, phase: "running", link: { status: "live" } };
  const root = { querySelectorAll: () => [], querySelector: () => null };
  return { warned, room, lot, ticker: new Ticker(root, room, (one) => warned.push(one)) };
}

test("a threshold is warned of once, when the clock runs through it", () => {
  const { ticker, warned } = ticking();
  for (const now of [0, 19_900, 20_050, 20_150, 24_950, 25_050, 26_000]) ticker.draw(now);
  assert.deepEqual(warned, [{ sound: "ten", say: "10 seconds left." }, { sound: "five", say: "5 seconds left." }]);
});

test("a clock that leapt over both thresholds warns of the time that is left", () => {
  const { ticker, warned } = ticking();
  ticker.draw(0);
  ticker.draw(27_500);
  assert.deepEqual(warned, [{ sound: "five", say: "3 seconds left." }]);
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
  assert.deepEqual(warned, [{ sound: "ten", say: "10 seconds left." }]);
});
