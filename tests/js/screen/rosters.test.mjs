import assert from "node:assert/strict";
import test from "node:test";
import { newest, rostersOf } from "../../../static/js/screen/rosters.js";

test("each manager comes once before any comes again, whatever their number", () => {
  for (const number of [0, 1, 2, 3, 12, 19]) {
    const all = Array.from({ length: number }, (_, at) => at);
    const turns = Math.max(1, Math.ceil(number / 2));
    for (const from of [0, turns, 7 * turns]) {
      assert.deepEqual(Array.from({ length: turns }, (_, at) => rostersOf(all, from + at)).flat(), all);
    }
  }
});

test("of a long roster the newest are shown, and how many are left out", () => {
  assert.deepEqual(newest([1, 2, 3], 3), { shown: [1, 2, 3], more: 0 });
  assert.deepEqual(newest([1, 2, 3, 4, 5], 3), { shown: [4, 5], more: 3 });
});
