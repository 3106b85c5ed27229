import assert from "node:assert/strict";
import test from "node:test";
import { backoff } from "../../../../static/js/room/connection/backoff.js";

/** The pauses between so many tries. */
const pauses = (count, random) => Array.from({ length: count }, (_, attempt) => backoff(attempt, () => random));

test("pauses grow to a second, stay there while a server may be starting, and grow to ten", () => {
  const longest = pauses(30, 1);
  assert.deepEqual(longest.slice(0, 15), [250, 500, ...Array(13).fill(1000)]);
  assert.deepEqual(longest.slice(15, 20), [2000, 4000, 8000, 10_000, 10_000]);
  assert.equal(backoff(10_000, () => 1), 10_000);
});

test("a random part is taken off, half at most", () => {
  assert.deepEqual(pauses(4, 0), [125, 250, 500, 500]);
});
