import assert from "node:assert/strict";
import test from "node:test";
import { inAntiSnipeWindow, isOver, remaining, resumesLater } from "../../../../static/js/room/selectors/deadlines.js";
import { vectors } from "../../vectors.mjs";

test("a clock stands at what a pause left until the count is over", () => {
  const lot = { status: "open", ends_at: 20_000, remaining_ms: null };
  assert.deepEqual([13_000, 14_500, 16_000, 17_000].map((now) => remaining(lot, now, 16_000)), [4000, 4000, 4000, 3000]);
  assert.equal(remaining({ ...lot, ends_at: null, remaining_ms: 4000 }, 13_000), 4000);
});

for (const { name, settings, at, auction, lot, left, extends: moves } of vectors("clock")) {
  test(`the clock: ${name}`, () => {
    assert.equal(remaining(lot, at, auction.resumes_at), left);
    const told = { ...auction, settings: { anti_snipe_seconds: 10, ...settings } };
    if (moves) assert.equal(inAntiSnipeWindow(lot, told, at), true);
  });
}

test("a bid at the deadline itself counts, and with exactly the settings' seconds left moves nothing", () => {
  const lot = { status: "open", ends_at: 20_000 };
  const told = { settings: { anti_snipe_seconds: 10 } };
  assert.deepEqual([19_999, 20_000, 20_001].map((now) => isOver(lot, now)), [false, false, true]);
  assert.deepEqual([9999, 10_000, 10_001].map((now) => inAntiSnipeWindow(lot, told, now)), [false, false, true]);
  assert.equal(isOver({ ends_at: null }, 20_001), false);
  assert.equal(inAntiSnipeWindow({ ends_at: null }, told, 20_001), false);
});

test("the clocks go on at the end of the count, and no count is none", () => {
  assert.deepEqual([2999, 3000].map((now) => resumesLater({ resumes_at: 3000 }, now)), [true, false]);
  assert.equal(resumesLater({ resumes_at: null }, 0), false);
});

test("a lot that isn't open has no time left", () => {
  assert.equal(remaining({ status: "sold", ends_at: 20_000 }, 0), 0);
  assert.equal(remaining({ status: "open", ends_at: null, remaining_ms: null }, 0), 0);
});
