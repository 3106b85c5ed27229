import assert from "node:assert/strict";
import test from "node:test";
import { Clock } from "../../../../static/js/room/connection/clock.js";

/** A clock whose monotonic time the test sets. */
function clockAt() {
  let now = 1000;
  const clock = new Clock(() => now);
  const ping = (there, back, skew) => {
    const sent = now;
    now += there + back;
    clock.sample(sent, sent + there + skew);
  };
  return { clock, ping, pass: (ms) => (now += ms) };
}

test("a ping with equal ways finds the offset exactly", () => {
  const { clock, ping } = clockAt();
  ping(20, 20, 5_000_000);
  assert.equal(clock.offset, 5_000_000);
  assert.equal(clock.latency, 40);
});

test("the fastest ping counts, however late a slow one came", () => {
  const { clock, ping } = clockAt();
  ping(10, 10, 5_000_000);
  ping(900, 100, 5_000_000);
  assert.equal(clock.offset, 5_000_000);
  assert.equal(clock.latency, 1000);
});

test("only the last eight pings count", () => {
  const { clock, ping } = clockAt();
  ping(1, 1, 100);
  for (let i = 0; i < 8; i += 1) ping(30, 30, 700);
  assert.equal(clock.offset, 700);
});

test("what a monotonic clock that stood still has missed is added until a ping measures anew", () => {
  const { clock, ping } = clockAt();
  ping(10, 10, 5_000_000);
  const before = clock.serverNow();
  clock.skip(90_000);
  assert.equal(clock.serverNow(), before + 90_000);
  assert.equal(clock.latency, null);
  ping(20, 20, 5_090_100);
  assert.equal(clock.offset, 5_090_100);
});

test("before the first ping a snapshot's time is the guess", () => {
  const { clock, pass } = clockAt();
  clock.hint(1_700_000_000_000);
  pass(250);
  assert.equal(clock.serverNow(), 1_700_000_000_250);
  assert.equal(clock.latency, null);
});
