import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Api } from "../../../../static/js/room/connection/api.js";
import { Clock } from "../../../../static/js/room/connection/clock.js";
import { Connection } from "../../../../static/js/room/connection/connection.js";

/** A connection whose sockets are lists, and whose timers the test moves. */
function room(snapshot = async () => ({ fine: false, status: 503, body: {} }), random = () => 1) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lines = [];
  const seen = { names: [], events: [], snapshots: [], switches: [], status: [], ready: 0, messages: [], slept: [], heard: 0 };
  const now = { monotonic: 0 };
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
    switches: (frame) => seen.switches.push(frame.version), names: (frame) => seen.names.push(frame.league),
    slept: (ms) => seen.slept.push(ms),
    result() {}, presence() {}, you() {}, notice() {}, heard: () => (seen.heard += 1),
  };
  const clock = new Clock(() => now.monotonic);
  const connection = new Connection({ url: "ws://x/", api: { snapshot }, clock, handlers, parts: { make, random } });
  connection.start();
  return { connection, lines, seen, clock, now };
}

const open = (line) => { line.readyState = 1; line.onopen(); };
const hear = (line, frame) => line.onmessage({ data: JSON.stringify(frame) });
const drop = (line, code = 1006) => { line.readyState = 3; line.onclose({ code }); };
const pong = (line, seq, now) => hear(line, { type: "pong", t: line.sent.findLast((one) => one.type === "ping").t, now, seq });
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

test("the page's own snapshot shows the room before the socket does, and hello goes on from it", () => {
  const { connection, lines, seen } = room();
  connection.first(snapshot(7));
  assert.deepEqual([seen.snapshots, seen.status], [[7], []]);
  open(lines[0]);
  assert.deepEqual(lines[0].sent[0], { type: "hello", epoch: 1, seq: 7 });
});

test("a snapshot of the page that comes after the socket's is passed over", () => {
  const { connection, lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(8));
  connection.first(snapshot(7));
  connection.first(snapshot(9, 2));
  assert.deepEqual(seen.snapshots, [8]);
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

test("a gap soon after one that was filled is asked for as soon", () => {
  const { lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(9));
  mock.timers.tick(200);
  hear(lines[0], events(8, 9));
  hear(lines[0], events(11));
  mock.timers.tick(200);
  assert.deepEqual(lines[0].sent.at(-1), { type: "sync", from: 9 });
  hear(lines[0], events(10, 11));
  assert.deepEqual([seen.events, seen.status.at(-1)], [[8, 9, 10, 11], "live"]);
  mock.timers.tick(2500);
  assert.equal(lines[0].readyState, 1);
});

test("a gap behind what was asked for is asked for with the answer", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(9));
  mock.timers.tick(200);
  hear(lines[0], events(11));
  hear(lines[0], events(8, 9));
  mock.timers.tick(200);
  assert.deepEqual(lines[0].sent.at(-1), { type: "sync", from: 9 });
});

test("a gap that isn't filled is left for another line, though newer events came", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(9));
  mock.timers.tick(200);
  hear(lines[0], events(10));
  mock.timers.tick(2500);
  assert.equal(lines[0].readyState, 3);
});

test("a pong that knows more shows a quiet loss", () => {
  const { lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], { type: "pong", t: 0, now: 0, seq: 8 });
  mock.timers.tick(200);
  assert.deepEqual(lines[0].sent.at(-1), { type: "sync", from: 7 });
});

/** A live line whose round trip took so many ms. */
function measured(trip = 0) {
  const parts = room();
  open(parts.lines[0]);
  hear(parts.lines[0], snapshot(7));
  parts.now.monotonic += trip;
  pong(parts.lines[0], 7, 0);
  return parts;
}

test("a line that says nothing after a ping is left for the next one", () => {
  const { lines } = measured();
  mock.timers.tick(1000); // the next ping
  mock.timers.tick(1999);
  assert.equal(lines[0].readyState, 1);
  mock.timers.tick(1);
  assert.equal(lines[0].readyState, 3);
  mock.timers.tick(250);
  assert.equal(lines.length, 2);
});

test("a command asks at once whether the line lives, and goes again on the next line", () => {
  const { connection, lines, seen } = measured();
  assert.equal(connection.send({ type: "bid" }), true);
  assert.equal(lines[0].sent.at(-1).type, "ping");
  mock.timers.tick(2000);
  mock.timers.tick(250);
  open(lines[1]);
  hear(lines[1], snapshot(7));
  assert.equal(seen.ready, 2, "what is unanswered goes again");
});

test("whatever is heard after a ping shows that the line lives", () => {
  const { connection, lines } = measured();
  connection.send({ type: "bid" });
  mock.timers.tick(1000);
  hear(lines[0], events(8));
  mock.timers.tick(1999);
  hear(lines[0], events(9));
  mock.timers.tick(1999);
  assert.equal(lines.length, 1);
});

test("a slow line isn't taken for a dead one", () => {
  const { connection, lines } = measured(900);
  connection.send({ type: "bid" });
  mock.timers.tick(3599);
  assert.equal(lines[0].readyState, 1);
  mock.timers.tick(1);
  assert.equal(lines[0].readyState, 3);
});

test("a line that doesn't open is left as soon, and each further one gets twice the time", () => {
  const { lines } = measured();
  drop(lines[0]);
  for (const [pause, patience] of [[250, 2000], [500, 4000], [1000, 8000], [1000, 8000]]) {
    mock.timers.tick(pause);
    const line = lines.at(-1);
    mock.timers.tick(patience - 1);
    assert.equal(line.readyState, 0);
    mock.timers.tick(1);
    assert.equal(line.readyState, 3);
  }
  assert.equal(lines.length, 5);
});

test("a line that was opened after a break has longer to say something first", () => {
  const { lines } = measured();
  drop(lines[0]);
  mock.timers.tick(250);
  open(lines[1]);
  mock.timers.tick(7999);
  assert.equal(lines[1].readyState, 1);
  mock.timers.tick(1);
  assert.equal(lines[1].readyState, 3);
});

test("a pong without a number shows that the line lives, and nothing else", () => {
  const { connection, lines, seen } = measured();
  connection.woke({ slept: 60_000, stoodStill: 60_000 });
  pong(lines[0], null, 0);
  mock.timers.tick(600);
  assert.equal(lines.length, 1);
  assert.equal(seen.status.at(-1), "catching-up");
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

test("an auction that can't be read says so where there is no socket, too", async () => {
  const sent = JSON.stringify({ code: "unreadable", detail: "This auction was written by another release." });
  const api = new Api("/api/auction/1/", async () => new Response(sent, { status: 503 }));
  const { connection, seen } = room();
  connection.poller.take(await api.snapshot(), 0);
  assert.deepEqual(seen.status, ["refused"]);
  assert.match(seen.messages[0], /Reload in a few minutes/);
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

test("a full room, one tab too many, or an auction that can't be read says so and doesn't knock again", () => {
  for (const [code, words] of [[4409, /room is full/], [4410, /too many tabs/], [4505, /Reload in a few minutes/]]) {
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

test("switches and names are passed on, what nobody knows isn't, and none says anything about being up to date", () => {
  const { lines, seen } = room();
  open(lines[0]);
  for (const type of ["switches", "names", "of a later release"]) hear(lines[0], { type, version: 3, league: "Family" });
  assert.deepEqual(seen.status, []);
  hear(lines[0], snapshot(7));
  hear(lines[0], { type: "switches", bidding: true, version: 4 });
  assert.deepEqual([seen.switches, seen.names], [[3, 4], ["Family"]]);
  assert.deepEqual(seen.status, ["live"]);
});

const asleep = { slept: 60_000, stoodStill: 60_000 };

test("after a sleep the clock is right at once, and measured anew", () => {
  const { connection, lines, clock, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  pong(lines[0], 7, 1000);
  assert.equal(clock.serverNow(), 1000);
  connection.woke(asleep);
  assert.equal(clock.serverNow(), 61_000);
  assert.deepEqual(seen.slept, [60_000]);
  pong(lines[0], 7, 61_500);
  assert.equal(clock.serverNow(), 61_500);
});

test("after a sleep the head is asked for at once, and nothing is live before the answer", () => {
  const { connection, lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  connection.woke(asleep);
  assert.deepEqual(lines[0].sent.slice(-2).map((one) => one.type), ["ping", "sync"]);
  assert.equal(lines[0].sent.at(-1).from, 7);
  assert.equal(connection.send({ type: "bid" }), false);
  assert.equal(seen.status.at(-1), "catching-up");
  hear(lines[0], events(8));
  assert.equal(seen.status.at(-1), "catching-up", "more may have waited while the page slept");
  hear(lines[0], events(9));
  pong(lines[0], 9, 61_000);
  assert.equal(seen.status.at(-1), "live");
  assert.equal(connection.send({ type: "bid" }), true);
});

test("a line that doesn't answer after a sleep is replaced within a second", () => {
  const { connection, lines } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  connection.woke(asleep);
  mock.timers.tick(600);
  assert.equal(lines[0].readyState, 3);
  mock.timers.tick(250);
  assert.equal(lines.length, 2);
  open(lines[1]);
  assert.deepEqual(lines[1].sent[0], { type: "hello", epoch: 1, seq: 7 });
});

test("a line that answers after a sleep is kept", () => {
  const { connection, lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  connection.woke(asleep);
  pong(lines[0], 7, 0);
  mock.timers.tick(3000);
  assert.equal(lines.length, 1);
  assert.equal(seen.status.at(-1), "live");
});

test("a try to connect that fell asleep, and a pause before the next one, end with the sleep", () => {
  const { connection, lines } = room();
  connection.woke(asleep);
  mock.timers.tick(250);
  assert.equal(lines.length, 2, "the old try is given up");
  drop(lines[1]);
  drop(lines[1]);
  connection.woke(asleep);
  assert.equal(lines.length, 3, "nobody waits for the pause");
});

test("what was on its way when the page fell asleep measures nothing", () => {
  const { connection, lines, clock, now } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  const before = lines[0].sent.find((one) => one.type === "ping");
  now.monotonic = 5;
  connection.woke(asleep);
  hear(lines[0], { type: "pong", t: before.t, now: 3, seq: 7 });
  assert.equal(clock.latency, null);
});

test("each frame is told of before it is looked at", () => {
  const { lines, seen } = room();
  open(lines[0]);
  hear(lines[0], snapshot(7));
  hear(lines[0], events(8));
  assert.equal(seen.heard, 2);
});
