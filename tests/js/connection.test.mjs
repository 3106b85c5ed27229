import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Clock } from "../../static/js/room/clock.js";
import { Connection } from "../../static/js/room/connection.js";

/** A connection whose sockets are lists, and whose timers the test moves. */
function room(snapshot = async () => ({ fine: false, status: 503, body: {} }), random = () => 1) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lines = [];
  const seen = { events: [], snapshots: [], switches: [], status: [], ready: 0, messages: [] };
  const make = () => {
    const line = { readyState: 0, sent: [], send: (text) => line.sent.push(JSON.parse(text)), close: () => (line.readyState = 3) };
    lines.push(line);
    return line;
  };
  const handlers = {
    snapshot: (frame) => seen.snapshots.push(frame.seq),
    events: (events) => seen.events.push(...events.map((one) => one.seq)),
    status: (status, message) => { seen.status.push(status); if (message) seen.messages.push(message); },
    ready: () => (seen.ready += 1),
    switches: (frame) => seen.switches.push(frame.version),
    result() {}, presence() {}, you() {}, notice() {},
  };
  const clock = new Clock(() => 0);
  const connection = new Connection({ url: "ws://x/", api: { snapshot }, clock, handlers, parts: { make, random } });
  connection.start();
  return { connection, lines, seen };
}

const open = (line) => { line.readyState = 1; line.onopen(); };
const hear = (line, frame) => line.onmessage({ data: JSON.stringify(frame) });
const drop = (line, code = 1006) => { line.readyState = 3; line.onclose({ code }); };
const events = (...numbers) => ({ type: "events", epoch: 1, events: numbers.map((seq) => ({ seq, kind: "bid_placed", at: 0 })) });
const snapshot = (seq, epoch = 1) => ({ type: "snapshot", epoch, seq, now: 0, state: {}, you: {} });

test.afterEach(() => mock.timers.reset());

test("a first hello asks for a snapshot, and one after a break says what is known", () => {
  const { lines } = room();
  open(lines[0]);
  assert.deepEqual(lines[0].sent[0], { type: "hello" });
  hear(lines[0], snapshot(7));
  drop(lines[0]);
  mock.timers.tick(250);
  open(lines[1]);
  assert.deepEqual(lines[1].sent[0], { type: "hello", epoch: 1, seq: 7 });
});

test("an answer to hello makes the line live, and commands may go again", () => {
  const { connection, lines, seen } = room();
  open(lines[0]);
  assert.equal(connection.send({ type: "bid" }), false);
  hear(lines[0], snapshot(7));
  assert.deepEqual(seen.status, ["live"]);
  assert.equal(seen.ready, 1);
  assert.equal(connection.send({ type: "bid" }), true);
});

test("a gap waits 200 ms and then asks for what is missing", () => {
  const { lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(9));
  mock.timers.tick(199);
  assert.equal(lines[0].sent.some((one) => one.type === "sync"), false);
  mock.timers.tick(1);
  assert.deepEqual(lines[0].sent.at(-1), { type: "sync", from: 7 });
  hear(lines[0], events(8, 9));
  assert.deepEqual(seen.events, [8, 9]);
  assert.deepEqual(seen.status, ["live", "catching-up", "live"]);
});

test("a gap that fills itself asks for nothing", () => {
  const { lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(9));
  hear(lines[0], events(8));
  mock.timers.tick(1000);
  assert.equal(lines[0].sent.some((one) => one.type === "sync"), false);
  assert.deepEqual(seen.events, [8, 9]);
});

test("a pong that knows more shows a quiet loss", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], { type: "pong", t: 0, now: 0, seq: 8 });
  mock.timers.tick(200);
  assert.deepEqual(lines[0].sent.at(-1), { type: "sync", from: 7 });
});

test("a line that answers no ping is given up, and the next one opened", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  mock.timers.tick(5000);
  mock.timers.tick(5000);
  mock.timers.tick(5000);
  mock.timers.tick(250);
  assert.equal(lines.length, 2);
});

test("events of another epoch lead to a fresh snapshot", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], { ...events(8), epoch: 2 });
  mock.timers.tick(250);
  open(lines[1]);
  assert.deepEqual(lines[1].sent[0], { type: "hello" });
});

test("a refusal stops for good and says why", () => {
  const { lines, seen } = room();
  open(lines[0]);
  drop(lines[0], 4403);
  mock.timers.tick(60_000);
  assert.equal(lines.length, 1);
  assert.deepEqual(seen.status, ["refused"]);
  assert.match(seen.messages[0], /not a member/);
});

test("a server that is restarted is left at once, but not again and again", () => {
  for (const code of [1012, 4503]) {
    const { lines } = room(undefined, () => 0.2);
    open(lines[0]);
    drop(lines[0], code);
    mock.timers.tick(50);
    assert.equal(lines.length, 2);
    drop(lines[1], code); // no other serves yet
    mock.timers.tick(299);
    assert.equal(lines.length, 2);
    mock.timers.tick(1);
    assert.equal(lines.length, 3);
    mock.timers.reset();
  }
});

test("a full room, or one tab too many, says so and doesn't knock again", () => {
  for (const [code, words] of [[4409, /room is full/], [4410, /too many tabs/]]) {
    const { lines, seen } = room();
    open(lines[0]);
    drop(lines[0], code);
    mock.timers.tick(60_000);
    assert.equal(lines.length, 1);
    assert.match(seen.messages[0], words);
    mock.timers.reset();
  }
});

test("too slow and too many messages come back", () => {
  for (const code of [4408, 4429]) {
    const { lines } = room();
    open(lines[0]);
    drop(lines[0], code);
    mock.timers.tick(250);
    assert.equal(lines.length, 2);
    mock.timers.reset();
  }
});

test("after three tries HTTP takes over, and a socket takes back", async () => {
  const { connection, lines, seen } = room(async () => ({ fine: true, status: 200, body: snapshot(9) }));
  for (const pause of [250, 500, 1000]) {
    drop(lines.at(-1));
    mock.timers.tick(pause);
  }
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(seen.snapshots, [9]);
  assert.equal(connection.status, "http");
  open(lines.at(-1));
  hear(lines.at(-1), events());
  assert.equal(connection.status, "live");
  assert.equal(connection.poller.running, false);
});

test("a poll that reaches the server hurries the socket", async () => {
  const answers = [{ fine: true, status: 200, body: snapshot(9) }];
  const { lines } = room(async () => answers[0]);
  for (const pause of [250, 500]) {
    drop(lines.at(-1));
    mock.timers.tick(pause);
  }
  drop(lines.at(-1));
  assert.equal(lines.length, 3);
  await new Promise((done) => setImmediate(done));
  assert.equal(lines.length, 4);
});

test("a socket that comes back before the third try leaves HTTP alone", () => {
  const { connection, lines } = room();
  drop(lines[0]);
  mock.timers.tick(250);
  open(lines[1]);
  hear(lines[1], snapshot(1));
  assert.equal(connection.poller.running, false);
});

test("what is switched off is passed on, and says nothing about being up to date", () => {
  const { lines, seen } = room();
  open(lines[0]);
  hear(lines[0], { type: "switches", bidding: false, version: 3 });
  assert.deepEqual(seen.status, []);
  hear(lines[0], snapshot(7));
  hear(lines[0], { type: "switches", bidding: true, version: 4 });
  assert.deepEqual(seen.switches, [3, 4]);
  assert.deepEqual(seen.status, ["live"]);
});
