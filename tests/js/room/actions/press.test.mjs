import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Press } from "../../../../static/js/room/actions/press.js";

/** A press whose bids, words and fill are kept, with timers that the test moves. */
function finger() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { bids: [], said: [], holding: [] };
  const press = new Press({
    bid: (offer) => seen.bids.push(offer.amount),
    holding: (amount) => seen.holding.push(amount),
    say: (text) => seen.said.push(text),
  });
  return { press, seen };
}

const offer = (amount) => ({ lot: "1", amount, seen: amount - 1 });
const pointer = { detail: 1, timeStamp: 0 };
const key = (timeStamp) => ({ detail: 0, timeStamp });

test.afterEach(() => mock.timers.reset());

test("a bid is what the button named when it was pressed, not what it names when the finger is up", () => {
  const { press, seen } = finger();
  press.down(offer(42), false);
  press.up();
  press.click(pointer, offer(43), false);
  assert.deepEqual(seen.bids, [42]);
});

test("an earlier press doesn't speak for a later one", () => {
  const { press, seen } = finger();
  press.down(offer(42), false);
  press.up();
  mock.timers.tick(1);
  press.click(key(10), offer(43), false);
  assert.deepEqual(seen.bids, [43]);
});

test("a big bid is sent after the hold, once", () => {
  const { press, seen } = finger();
  press.down(offer(90), true);
  mock.timers.tick(699);
  assert.deepEqual(seen.bids, []);
  mock.timers.tick(1);
  press.up();
  press.click(pointer, offer(90), true);
  assert.deepEqual(seen.bids, [90]);
  assert.deepEqual(seen.holding, [90, null]);
});

test("a big bid let go too early is not sent, and says what to do", () => {
  const { press, seen } = finger();
  press.down(offer(90), true);
  mock.timers.tick(300);
  press.up();
  press.click(pointer, offer(90), true);
  mock.timers.tick(5000);
  assert.deepEqual(seen.bids, []);
  assert.match(seen.said[0], /hold/);
});

test("without a pointer a big bid takes two presses of the same amount", () => {
  const { press, seen } = finger();
  press.click(key(0), offer(90), true);
  press.click(key(100), offer(90), true);
  press.click(key(200), offer(95), true);
  assert.deepEqual(seen.bids, []);
  press.click(key(900), offer(95), true);
  assert.deepEqual(seen.bids, [95]);
});
