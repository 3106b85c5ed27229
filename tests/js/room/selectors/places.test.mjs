import assert from "node:assert/strict";
import test from "node:test";
import { bounds, inFull, mood } from "../../../../static/js/room/selectors/places.js";

const cases = [
  [{ name: "GK", has: 1, least: 2, most: 2 }, "needed", "2", "1 GK of 2, 1 still needed"],
  [{ name: "GK", has: 2, least: 2, most: 2 }, "full", "2", "2 GK of 2, no more"],
  [{ name: "DEF", has: 1, least: 3, most: 5 }, "needed", "3–5", "1 DEF of 3 to 5, 2 still needed"],
  [{ name: "DEF", has: 4, least: 3, most: 5 }, "", "3–5", "4 DEF of 3 to 5"],
  [{ name: "MID", has: 4, least: 2, most: null }, "", "2+", "4 MID of at least 2"],
  [{ name: "of Leeds", has: 3, least: 0, most: 3 }, "full", "3", "3 of Leeds of at most 3, no more"],
];

test("each group says what the roster has, what it may have and what it still needs", () => {
  for (const [place, state, shortly, words] of cases) {
    assert.deepEqual([mood(place), bounds(place), inFull(place)], [state, shortly, words]);
  }
});
