/** A spectator's page asks again and again, takes the shorter way to what is newer, and ends with its link. */
import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Unreachable } from "../../../static/js/room/connection/api.js";
import { Line } from "../../../static/js/spectators/line.js";

/** @param {(any | Error)[]} answers one for each call, in order */
function lineWith(answers) {
  const seen = { asked: [], told: [], sampled: [] };
  const line = new Line({
    api: { call: async (path) => {
      seen.asked.push(path);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return { fine: true, status: 200, ...next };
    } },
    clock: { monotonic: () => 5, sample: (sent, now) => seen.sampled.push([sent, now]) },
    handlers: {
      snapshot: (frame) => seen.told.push(["snapshot", frame.seq]),
      events: (events) => seen.told.push(["events", ...events.map((one) => one.seq)]),
      status: (status, message) => seen.told.push(message ? [status, message] : [status]),
    },
  });
  return { line, seen };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
test.afterEach(() => mock.timers.reset());

const snapshot = (epoch, seq) => ({ body: { epoch, seq, now: 100 } });
const events = (epoch, ...seqs) => ({ body: { epoch, now: 200, events: seqs.map((seq) => ({ seq })) } });

/** @param {Line} line @param {number} times */
async function look(line, times) {
  for (let time = 0; time < times; time += 1) await line.look();
  clearTimeout(line.next);
}

test("first the whole state, then what is new", async () => {
  const { line, seen } = lineWith([snapshot(1, 7), events(1, 8, 9), events(1)]);
  await look(line, 3);
  assert.deepEqual(seen.asked, ["", "events?since=7", "events?since=9"]);
  assert.deepEqual(seen.told, [["snapshot", 7], ["http"], ["events", 8, 9], ["http"], ["http"]]);
  assert.deepEqual(seen.sampled, [[5, 100], [5, 200], [5, 200]]);
});

test("a replaced journal, or too much at once, takes the whole state again", async () => {
  const { line, seen } = lineWith([snapshot(1, 7), events(2, 8), snapshot(2, 8), { body: { epoch: 2, now: 1, events: null } }, snapshot(2, 900)]);
  await look(line, 3);
  assert.deepEqual(seen.asked, ["", "events?since=7", "", "events?since=8", ""]);
  assert.deepEqual(seen.told.filter(([what]) => what === "snapshot"), [["snapshot", 7], ["snapshot", 8], ["snapshot", 900]]);
});

test("a lost line is said and tried again from where it was", async () => {
  const { line, seen } = lineWith([snapshot(1, 7), new Unreachable("gone"), events(1, 8)]);
  await look(line, 3);
  assert.deepEqual(seen.told, [["snapshot", 7], ["http"], ["offline"], ["events", 8], ["http"]]);
  assert.equal(seen.asked.at(-1), "events?since=7");
});

test("a link that was turned off ends it", async () => {
  const { line, seen } = lineWith([snapshot(1, 7), { fine: false, status: 404, body: {} }]);
  await look(line, 5);
  assert.equal(seen.asked.length, 2);
  assert.deepEqual(seen.told.at(-1), ["refused", "This link doesn't work any more. Ask for a new one."]);
});

test("a look is taken 2 s after the one before, and in 30 where the auction is over", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { line, seen } = lineWith([snapshot(1, 7), events(1), events(1), events(1)]);
  await line.look();
  mock.timers.tick(1999);
  assert.equal(seen.asked.length, 1);
  mock.timers.tick(1);
  assert.equal(seen.asked.length, 2);
  await settled();
  line.over = true;
  await look(line, 1);
  await line.look();
  mock.timers.tick(29_999);
  assert.equal(seen.asked.length, 4);
  mock.timers.tick(1);
  assert.equal(seen.asked.length, 5);
});

test("looks are taken one after the other, and one that was brought forward isn't taken twice", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { line, seen } = lineWith([snapshot(1, 7), events(1), events(1)]);
  const first = line.look();
  await line.look();
  assert.equal(seen.asked.length, 1);
  await first;
  mock.timers.tick(1000);
  await line.look();
  mock.timers.tick(1000);
  assert.equal(seen.asked.length, 2);
  mock.timers.tick(1000);
  assert.equal(seen.asked.length, 3);
});

test("an auction that can't be read says so, whenever that is", async () => {
  for (const answers of [[], [snapshot(1, 7)], [snapshot(1, 7), events(2, 8)]]) {
    const { line, seen } = lineWith([...answers, { fine: false, status: 503, body: { code: "unreadable" } }]);
    await look(line, answers.length + 1);
    assert.deepEqual(seen.told.at(-1), ["refused", "This auction can't be shown right now. Reload in a few minutes."]);
    assert.deepEqual([line.closed, seen.sampled.length], [true, answers.length]);
  }
});
