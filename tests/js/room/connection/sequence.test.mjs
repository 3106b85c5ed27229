import assert from "node:assert/strict";
import test from "node:test";
import { Sequence } from "../../../../static/js/room/connection/sequence.js";

const events = (...numbers) => numbers.map((seq) => ({ seq, kind: "bid_placed", at: 0 }));
const at = (seq) => {
  const sequence = new Sequence();
  sequence.reset(1, seq);
  return sequence;
};
const numbers = (list) => list.map((one) => one.seq);

test("the next event is applied", () => {
  const sequence = at(4);
  assert.deepEqual(numbers(sequence.receive(events(5))), [5]);
  assert.equal(sequence.last, 5);
});

test("old and repeated events are ignored", () => {
  const sequence = at(4);
  assert.deepEqual(numbers(sequence.receive(events(3, 4, 5, 5))), [5]);
  assert.deepEqual(numbers(sequence.receive(events(5))), []);
});

test("events after a gap wait until it is filled", () => {
  const sequence = at(4);
  assert.deepEqual(numbers(sequence.receive(events(7, 6))), []);
  assert.equal(sequence.gap, true);
  assert.deepEqual(numbers(sequence.receive(events(5))), [5, 6, 7]);
  assert.equal(sequence.gap, false);
});

test("a snapshot closes a gap, and what waits behind it follows", () => {
  const sequence = at(4);
  sequence.receive(events(6, 9));
  sequence.reset(1, 8);
  assert.deepEqual(numbers(sequence.takeReady()), [9]);
  assert.equal(sequence.gap, false);
});

test("a new epoch forgets what waited in the old one", () => {
  const sequence = at(4);
  sequence.receive(events(9));
  sequence.reset(2, 8);
  assert.deepEqual(sequence.takeReady(), []);
  assert.equal(sequence.last, 8);
});
