import assert from "node:assert/strict";
import { test } from "node:test";

import { until } from "../../static/js/until.js";

test("a span of time is said in two words", () => {
  const minute = 60_000;
  const hour = 60 * minute;
  const spans = [-5, 0, 1, 59_000, minute, 61_000, 59 * minute, hour, 3 * hour + 12 * minute, 47 * hour, 49 * hour];
  assert.deepEqual(spans.map(until), [
    "any moment now", "any moment now", "in 1 s", "in 59 s", "in 1 min", "in 1 min", "in 59 min", "in 1 h 0 min",
    "in 3 h 12 min", "in 47 h 0 min", "in 2 days 1 h",
  ]);
});
