/** A spectator's page asks again and again, takes the shorter way to what is newer, and ends with its link. */
import assert from "node:assert/strict";
import test from "node:test";
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
