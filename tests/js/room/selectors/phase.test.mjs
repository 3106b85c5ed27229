import assert from "node:assert/strict";
import test from "node:test";
import { digits, phaseOf, unit } from "../../../../static/js/room/selectors/phase.js";
import { lot, state } from "../states.mjs";
import { vectors } from "../../vectors.mjs";

test("the phase follows the clock", () => {
  assert.equal(phaseOf(state(), 0), "running");
  assert.equal(phaseOf(state(), 20_000), "running");
  assert.equal(phaseOf(state(), 20_001), "final");
  assert.equal(phaseOf(state(), 30_000), "final");
  assert.equal(phaseOf(state(), 30_001), "closing");
  assert.equal(phaseOf(state({}, lot({ ends_at: null })), 0), "closing");
  assert.equal(phaseOf(state({ resumes_at: 3000 }), 2999), "resuming");
  assert.equal(phaseOf(state({ status: "paused" }), 0), "paused");
  assert.equal(phaseOf(state({}, lot({ status: "sold" })), 0), "break");
});

test("the unit is that of the first digits", () => {
  const times = [0, 99_000, 99_001, 3_599_000, 3_599_001];
  assert.deepEqual(times.map(unit), ["seconds", "seconds", "minutes", "minutes", "hours"]);
  assert.deepEqual(times.map(digits), ["0", "99", "1:40", "59:59", "1:00:00"]);
});

test("digits are whole seconds until the last five", () => {
  assert.deepEqual([29_001, 5000, 4999, 340, 0, 3_725_000].map(digits), ["30", "5", "5.0", "0.4", "0", "1:02:05"]);
});

for (const { name, settings, at, auction, lot: open, takes_bids: takesBids, extends: moves } of vectors("clock")) {
  test(`the clock: ${name}`, () => {
    const told = { ...auction, settings: { anti_snipe_seconds: 10, ...settings } };
    const phase = phaseOf({ auction: told, lots: [open], participants: [] }, at);
    assert.equal(phase === "running" || phase === "final", takesBids, phase);
    assert.equal(phase === "final", moves, phase);
  });
}
