import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Clock } from "../../../../static/js/room/connection/clock.js";
import { Socket } from "../../../../static/js/room/connection/socket.js";

/** A socket whose lines are objects, whose timers the test moves, and whose handlers write down what they are told. */
function plugged(random = () => 1) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lines = [], told = [];
  const make = (url) => {
    const line = { url, readyState: 0, sent: [], closes: 0, send: (text) => line.sent.push(JSON.parse(text)) };
    line.close = () => { line.closes += 1; line.readyState = 2; };
    lines.push(line);
    return line;
  };
  const handlers = {
    heard: () => told.push("heard"), opened: () => told.push("opened"), down: () => told.push("down"),
    frame: (frame) => told.push(frame.type), refused: (message) => told.push(message),
  };
  const now = { ms: 0 };
  const clock = new Clock(() => now.ms);
  const socket = new Socket("ws://x/", clock, handlers, { make, random });
  /** The page's time goes on, and its timers with it. */
  const pass = (ms) => { now.ms += ms; mock.timers.tick(ms); };
  return { socket, lines, told, clock, now, pass };
}

const accept = (line) => { line.readyState = 1; line.onopen(); };
const hear = (line, frame) => line.onmessage({ data: JSON.stringify(frame) });
const cut = (line, code = 1006) => { line.readyState = 3; line.onclose({ code }); };
const pings = (line) => line.sent.filter((frame) => frame.type === "ping");
const pong = (line, now = 0) => hear(line, { type: "pong", t: pings(line).at(-1).t, now });

/** An open socket whose first ping took so many ms. */
function answered(trip = 0) {
  const parts = plugged();
  parts.socket.open();
  accept(parts.lines[0]);
  parts.now.ms += trip;
  pong(parts.lines[0]);
  return parts;
}

test.afterEach(() => mock.timers.reset());

test("one line is made, however often it is to open, and nothing is sent before it is open", () => {
  const { socket, lines, told } = plugged();
  socket.open();
  socket.open();
  assert.deepEqual(lines.map((line) => line.url), ["ws://x/"]);
  assert.equal(socket.isOpen, false);
  assert.equal(socket.send({ type: "hello" }), false);
  assert.deepEqual([lines[0].sent, told], [[], []]);
  accept(lines[0]);
  assert.equal(socket.isOpen, true);
  assert.equal(socket.send({ type: "hello" }), true);
  assert.deepEqual(lines[0].sent.at(-1), { type: "hello" });
});

test("whoever waits for the line may speak first, and then it is measured", () => {
  const { socket, lines } = plugged();
  socket.handlers.opened = () => socket.send({ type: "hello" });
  socket.open();
  accept(lines[0]);
  assert.deepEqual(lines[0].sent.map((frame) => frame.type), ["hello", "ping"]);
});

test("tries are farther apart each time, until the server answers as it should", () => {
  const { socket, lines, pass } = plugged();
  socket.open();
  for (const pause of [250, 500, 1000, 1000]) {
    cut(lines.at(-1));
    const tried = lines.length;
    pass(pause - 1);
    assert.equal(lines.length, tried, `after ${pause - 1} ms`);
    pass(1);
    assert.equal(lines.length, tried + 1, `after ${pause} ms`);
  }
  accept(lines.at(-1));
  cut(lines.at(-1));
  assert.equal(socket.attempt, 5, "that a line opens is no answer yet");
  pass(1000);
  socket.works();
  cut(lines.at(-1));
  pass(250);
  assert.equal(lines.length, 7);
});

test("of each pause a random part is taken off: half at most, or all where others serve while one is restarted", () => {
  for (const [random, pauses] of [[0, [125, 0, 0]], [0.5, [188, 125, 125]], [1, [250, 250, 250]]]) {
    const { socket } = plugged(() => random);
    socket.attempt = 1;
    assert.deepEqual([1006, 1012, 4503].map((code) => socket.pause(code)), pauses);
    mock.timers.reset();
  }
});

test("a site that has no other server yet is left in peace", () => {
  const { socket } = plugged(() => 0);
  socket.attempt = 2;
  assert.deepEqual([1006, 1012, 4503].map((code) => socket.pause(code)), [250, 250, 250]);
});

test("a closed line is told of once, and what it was asked is forgotten", () => {
  const { socket, lines, told, pass } = plugged();
  socket.open();
  accept(lines[0]);
  cut(lines[0]);
  assert.deepEqual(told, ["opened", "down"]);
  assert.deepEqual([socket.line, socket.isOpen, socket.pings.size], [null, false, 0]);
  pass(250);
  accept(lines[1]);
  pass(7999);
  assert.equal(lines[1].closes, 0, "the silence of the line before isn't counted");
  pass(1);
  assert.equal(lines[1].closes, 1, "and its own is");
});

test("a code after which nothing changes ends all tries, also when the page wakes", () => {
  for (const [code, words] of [[4401, /signed out/], [4403, /not a member/], [4404, /doesn't exist/], [4409, /room is full/], [4410, /too many tabs/], [4505, /another version/]]) {
    const { socket, lines, told, pass } = plugged();
    socket.open();
    accept(lines[0]);
    cut(lines[0], code);
    assert.match(told.at(-1), words);
    assert.equal(told.includes("down"), false);
    pass(60_000);
    socket.wake();
    socket.woke();
    socket.open();
    assert.equal(lines.length, 1, `${code}`);
    mock.timers.reset();
  }
});

test("an open line is asked at once, twice more in a second each, and then every five", () => {
  const { lines, pass } = answered();
  const at = [];
  for (let second = 0; second <= 12; second += 1) {
    at.push(pings(lines[0]).length);
    pass(999);
    assert.equal(pings(lines[0]).length, at.at(-1), `in second ${second}`);
    pass(1);
    pong(lines[0]);
  }
  assert.deepEqual(at, [1, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5]);
});

test("a ping between two puts off the next, and without an open line there is none", () => {
  const { socket, lines, pass } = answered();
  pass(500);
  socket.ping();
  pong(lines[0]);
  pass(999);
  assert.equal(pings(lines[0]).length, 2);
  cut(lines[0]);
  socket.ping();
  assert.deepEqual([socket.pinged, socket.pings.size], [2, 0]);
});

test("a pong measures the line from the exact time of its ping", () => {
  const { socket, lines, now, clock } = plugged();
  now.ms = 100.4;
  socket.open();
  accept(lines[0]);
  assert.deepEqual(lines[0].sent, [{ type: "ping", t: 100 }]);
  now.ms = 140.4;
  pong(lines[0], 5000);
  assert.equal(clock.latency, 40);
  assert.equal(clock.serverNow(), 5020);
  pong(lines[0], 9000);
  assert.equal(clock.samples.length, 1, "the same again measures nothing");
});

test("a pong that nobody waits for isn't handed on, all else is, and each was heard before", () => {
  const { lines, told } = answered();
  told.length = 0;
  hear(lines[0], { type: "pong", t: 12_345, now: 0 });
  hear(lines[0], { type: "events" });
  assert.deepEqual(told, ["heard", "heard", "events"]);
});

test("what comes of a line that was left is no news", () => {
  const { socket, lines, told } = plugged();
  socket.open();
  accept(lines[0]);
  const { onmessage, onclose } = lines[0];
  socket.drop();
  told.length = 0;
  onmessage({ data: JSON.stringify({ type: "events" }) });
  onclose({ code: 4401 });
  assert.deepEqual(told, ["heard"]);
  assert.equal(socket.stopped, false);
});

test("silence after a ping costs the line, at the earliest after 2 s and at the latest after 8", () => {
  for (const [trip, patience] of [[0, 2000], [500, 2000], [501, 2004], [900, 3600], [30_000, 8000]]) {
    const { socket, lines, told, pass } = answered(trip);
    socket.ping();
    pass(patience - 1);
    assert.equal(lines[0].closes, 0, `a trip of ${trip} ms`);
    pass(1);
    assert.equal(lines[0].closes, 1, `a trip of ${trip} ms`);
    assert.equal(told.at(-1), "down");
    mock.timers.reset();
  }
});

test("before any trip was measured, one counts as a second", () => {
  const { socket } = plugged();
  assert.equal(socket.patience, 4000);
  socket.attempt = 1;
  assert.equal(socket.patience, 4000, "the first try is as patient");
  socket.attempt = 2;
  assert.equal(socket.patience, 8000);
});

test("the patience with a line doubles with each try but the first, to 8 s", () => {
  const { socket, clock } = plugged();
  clock.sample(0, 0);
  const patience = [0, 1, 2, 3, 4].map((attempt) => { socket.attempt = attempt; return socket.patience; });
  assert.deepEqual(patience, [2000, 2000, 4000, 8000, 8000]);
});

test("further pings don't put off the end of a silence, and whatever is heard does", () => {
  const { socket, lines, pass } = answered();
  socket.ping();
  pass(1500);
  socket.ping();
  hear(lines[0], { type: "events" });
  pass(999);
  socket.ping();
  pass(1999);
  assert.equal(lines[0].closes, 0);
  socket.ping();
  pass(1);
  assert.equal(lines[0].closes, 1);
});

test("a line on which nothing was asked may be silent", () => {
  const { lines, pass } = answered();
  pass(1000);
  pong(lines[0]);
  pass(1000);
  pong(lines[0]);
  pass(4999);
  assert.deepEqual([pings(lines[0]).length, lines[0].closes], [3, 0]);
});

test("a line that doesn't open is left, without waiting for it to say goodbye", () => {
  const { socket, lines, told, pass } = plugged();
  socket.open();
  pass(3999);
  assert.equal(lines[0].closes, 0);
  pass(1);
  assert.equal(lines[0].closes, 1);
  assert.deepEqual([lines[0].onopen, lines[0].onmessage, lines[0].onclose], [null, null, null]);
  assert.deepEqual(told, ["down"]);
  pass(250);
  assert.equal(lines.length, 2);
});

test("a line that opened in time isn't left for having been slow", () => {
  const { socket, lines, pass } = plugged();
  socket.open();
  pass(3999);
  accept(lines[0]);
  pass(1);
  pong(lines[0]);
  pass(999);
  assert.equal(lines[0].closes, 0);
});

test("only the newest line can be given up", () => {
  const { socket, lines, told } = answered();
  socket.drop({ close: () => assert.fail() });
  assert.equal(socket.line, lines[0]);
  socket.drop();
  socket.drop();
  assert.equal(told.filter((one) => one === "down").length, 1);
});

test("a tab that comes back asks an open line, tries where there is none, and leaves one that is about to open", () => {
  const { socket, lines } = answered();
  socket.wake();
  assert.equal(pings(lines[0]).length, 2);
  cut(lines[0]);
  socket.wake();
  assert.equal(lines.length, 2, "nobody waits for the pause");
  socket.wake();
  assert.deepEqual([lines.length, lines[1].closes], [2, 0]);
});

test("a try that was brought forward isn't made a second time", () => {
  const { socket, lines, pass } = answered();
  cut(lines[0]);
  socket.wake();
  cut(lines[1]);
  assert.equal(lines.length, 2);
  pass(250);
  assert.equal(lines.length, 2, "the first try's pause is over, the second's isn't");
  pass(250);
  assert.equal(lines.length, 3);
});

test("after a sleep an open line has 600 ms to answer a new ping, and other news is no answer", () => {
  const { socket, lines, pass } = answered();
  socket.woke();
  assert.equal(pings(lines[0]).length, 2);
  pass(300);
  hear(lines[0], { type: "events" });
  pass(299);
  assert.equal(lines[0].closes, 0);
  pass(1);
  assert.equal(lines[0].closes, 1);
});

test("a line that answers after a sleep is kept", () => {
  const { socket, lines, pass } = answered();
  socket.woke();
  pass(599);
  pong(lines[0]);
  pass(400);
  assert.equal(lines[0].closes, 0);
});

test("an answer from before a sleep is none", () => {
  const { socket, lines, now, pass, clock } = plugged();
  socket.open();
  accept(lines[0]);
  const [before] = pings(lines[0]);
  now.ms = 50;
  socket.woke();
  hear(lines[0], { type: "pong", t: before.t, now: 0 });
  assert.equal(clock.latency, null);
  pass(600);
  assert.equal(lines[0].closes, 1);
});

test("a silence that began before a sleep isn't counted, and of two sleeps the second is", () => {
  const { socket, lines, pass } = answered();
  socket.ping();
  pass(1900);
  socket.woke();
  pass(400);
  assert.equal(lines[0].closes, 0);
  socket.woke();
  pass(599);
  assert.equal(lines[0].closes, 0);
  pass(1);
  assert.equal(lines[0].closes, 1);
});

test("after a sleep troubles of before don't count", () => {
  const { socket, lines, pass } = plugged();
  socket.open();
  for (const pause of [250, 500, 1000]) {
    cut(lines.at(-1));
    pass(pause);
  }
  socket.woke();
  assert.equal(lines[3].closes, 1, "a try that slept is given up");
  assert.equal(lines.length, 5, "and made anew at once");
  cut(lines[4]);
  pass(499);
  assert.equal(lines.length, 5);
  pass(1);
  assert.equal(lines.length, 6);
});
