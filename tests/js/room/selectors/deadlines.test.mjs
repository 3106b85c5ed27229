import assert from "node:assert/strict";
import test from "node:test";
import { remaining } from "../../../../static/js/room/selectors/deadlines.js";

test("a clock stands at what a pause left until the count is over", () => {
  const lot = { status: "open", ends_at: 20_000, remaining_ms: null };
  assert.deepEqual([13_000, 14_500, 16_000, 17_000].map((now) => remaining(lot, now, 16_000)), [4000, 4000, 4000, 3000]);
  assert.equal(remaining({ ...lot, ends_at: null, remaining_ms: 4000 }, 13_000), 4000);
});
