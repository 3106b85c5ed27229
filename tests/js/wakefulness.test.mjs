import assert from "node:assert/strict";
import test from "node:test";
import { Wakefulness } from "../../static/js/wakefulness.js";

/** A page whose two clocks the test moves. */
function page() {
  const at = { monotonic: 1000, wall: 1_700_000_000_000 };
  const heard = [];
  const one = new Wakefulness((sleep) => heard.push(sleep), { monotonic: () => at.monotonic, wall: () => at.wall });
  const pass = (monotonic, wall = monotonic) => {
    at.monotonic += monotonic;
    at.wall += wall;
    one.look();
  };
  return { pass, heard };
}

test("timers that come when they should tell of nothing", () => {
  const { pass, heard } = page();
  for (let i = 0; i < 40; i += 1) pass(250);
  for (let i = 0; i < 40; i += 1) pass(1000);
  assert.deepEqual(heard, []);
});

test("a frozen page misses its timers, and its clock has run on", () => {
  const { pass, heard } = page();
  pass(20_000);
  assert.deepEqual(heard, [{ slept: 20_000, stoodStill: 0 }]);
  pass(250);
  assert.equal(heard.length, 1, "it is told once");
});

test("a device that slept has a monotonic clock that stood still", () => {
  const { pass, heard } = page();
  pass(250, 3_600_250);
  assert.deepEqual(heard, [{ slept: 3_600_250, stoodStill: 3_600_000 }]);
});

test("even a sleep between two timers is noticed", () => {
  const { pass, heard } = page();
  pass(250, 900);
  assert.deepEqual(heard, [{ slept: 900, stoodStill: 650 }]);
});

test("a wall clock that is set back, or adjusted by a little, is no sleep", () => {
  const { pass, heard } = page();
  pass(250, -3_600_000);
  pass(250, 500);
  assert.deepEqual(heard, []);
});
