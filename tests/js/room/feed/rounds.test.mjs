/** Further rounds, in words. */
import assert from "node:assert/strict";
import test from "node:test";
import { comesUp, queueChanged, roundOf, takenBack } from "../../../../static/js/room/feed/rounds.js";

test("another round says how many lots come up again, and from which price", () => {
  assert.equal(queueChanged({ round: 2, again: 12, lowest: 5 }, "£m"), "Round 2: 12 unsold lots come up again, from £5m.");
  assert.equal(queueChanged({ round: 3, again: 1, lowest: 1 }, "£m"), "Round 3: 1 unsold lot comes up again, from £1m.");
  assert.equal(queueChanged({ round: 2 }, "£m"), "Round 2: the unsold lots come up again.", "of an older release");
});

test("a queue that changed for another reason is no round", () => {
  assert.equal(queueChanged({}, "£m"), "The order of the lots changed.");
});

test("a lot names its round from the second on", () => {
  assert.equal(roundOf({ round: 1 }, { opening_price: 5 }, "£m"), "");
  assert.equal(roundOf({ round: 2 }, { opening_price: 5 }, "£m"), "Round 2, from £5m · ");
});

test("a lot that is moved, or put up again, says where it comes", () => {
  assert.equal(comesUp({}), "comes up again");
  assert.equal(comesUp({ position: 1 }), "comes up next");
  assert.equal(comesUp({ position: 4 }), "moved to place 4 in the queue");
});

test("bids on a lot that is taken down are told with it", () => {
  assert.deepEqual([0, 1, 3].map((bids) => takenBack({ bids })), ["", "; the bid on it was taken back", "; the 3 bids on it were taken back"]);
});

test("a queue that waits says for what", () => {
  assert.equal(queueChanged({ waits: true }, "£m"), "What comes next waits for a lot that closes: nobody can bid on more now.");
});
