import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Clock } from "../../../../static/js/room/connection/clock.js";
import { Poller } from "../../../../static/js/room/connection/polling.js";

/** A poller whose server answers when the test says so, and whose timers the test moves. */
function polling() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [], told = [];
  const now = { ms: 0 };
  const clock = new Clock(() => now.ms);
  const api = { snapshot: () => new Promise((answer, fail) => asked.push({ answer, fail })) };
  const handlers = {
    snapshot: (frame) => told.push(frame.seq), worked: (fine) => told.push(fine), refused: (message) => told.push(message),
  };
  const poller = new Poller(api, clock, handlers);
  /** Answers the newest call. */
  const answer = async (body, status = 200) => { asked.at(-1).answer({ fine: status === 200, status, body }); await settled(); };
  const fail = async () => { asked.at(-1).fail(new Error("The server can't be reached.")); await settled(); };
  return { poller, asked, told, clock, now, answer, fail };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const snapshot = (seq, now = 0) => ({ seq, now });
test.afterEach(() => mock.timers.reset());

test("a snapshot is asked for at once, and again 2 s after each answer", async () => {
  const { poller, asked, told, answer } = polling();
  poller.start();
  assert.equal(asked.length, 1);
  mock.timers.tick(5000);
  assert.equal(asked.length, 1, "one at a time, however slow");
  await answer(snapshot(7));
  mock.timers.tick(1999);
  assert.equal(asked.length, 1);
  mock.timers.tick(1);
  assert.equal(asked.length, 2);
  await answer(snapshot(8));
  assert.deepEqual(told, [7, true, 8, true]);
});

test("it starts once, and only what runs can be hurried", async () => {
  const { poller, asked, answer } = polling();
  poller.hurry();
  assert.equal(asked.length, 0);
  poller.start();
  poller.start();
  assert.equal(asked.length, 1);
  await answer(snapshot(7));
  poller.start();
  assert.equal(asked.length, 1);
});

test("what is hurried is asked now in place of later, and not while it is asked already", async () => {
  const { poller, asked, answer } = polling();
  poller.start();
  poller.hurry();
  assert.equal(asked.length, 1);
  await answer(snapshot(7));
  mock.timers.tick(500);
  poller.hurry();
  assert.equal(asked.length, 2);
  mock.timers.tick(2000);
  assert.equal(asked.length, 2, "the pause that was cut short is over");
  await answer(snapshot(8));
  mock.timers.tick(2000);
  assert.equal(asked.length, 3);
});

test("an answer shows the server's time", async () => {
  const { poller, clock, now, answer } = polling();
  now.ms = 100;
  poller.start();
  now.ms = 140;
  await answer(snapshot(7, 5000));
  assert.equal(clock.latency, 40);
  assert.equal(clock.serverNow(), 5020);
});

test("a server that can't be reached is said, and tried again", async () => {
  const { poller, asked, told, fail, answer } = polling();
  poller.start();
  await fail();
  assert.deepEqual(told, [false]);
  mock.timers.tick(2000);
  assert.equal(asked.length, 2);
  await answer(snapshot(7));
  assert.deepEqual(told, [false, 7, true]);
});

test("what is stopped takes no answer any more, and asks nothing", async () => {
  const { poller, asked, told, answer } = polling();
  poller.start();
  poller.stop();
  await answer(snapshot(7));
  mock.timers.tick(2000);
  poller.hurry();
  assert.deepEqual([told, asked.length], [[], 1]);
  poller.start();
  await answer(snapshot(8));
  poller.stop();
  mock.timers.tick(2000);
  assert.deepEqual([told, asked.length], [[8, true], 2]);
});

test("what is stopped and started again while an answer is on its way asks anew, and goes on as one", async () => {
  const { poller, asked, told, answer } = polling();
  poller.start();
  poller.stop();
  poller.start();
  assert.equal(asked.length, 2);
  asked[0].answer({ fine: true, status: 200, body: snapshot(7) });
  await settled();
  assert.deepEqual(told, [], "the older answer is of before");
  poller.hurry();
  assert.equal(asked.length, 2, "the newer is still on its way");
  await answer(snapshot(8));
  assert.deepEqual(told, [8, true]);
  mock.timers.tick(2000);
  assert.equal(asked.length, 3);
});

test("a refusal says why, where another try would get the same", async () => {
  const refusals = [
    [401, {}, /^You are signed out\. Sign in/], [403, {}, /or not a member/], [404, {}, /no such auction/],
    [503, { code: "unreadable" }, /another version of the site/],
  ];
  for (const [status, body, words] of refusals) {
    const { poller, told, answer } = polling();
    poller.start();
    await answer(body, status);
    assert.match(told[0], words);
    mock.timers.reset();
  }
});

test("what is refused for another reason isn't said", async () => {
  const { poller, told, clock, answer } = polling();
  poller.start();
  await answer({ detail: "Odd." }, 418);
  assert.deepEqual(told, [false]);
  assert.equal(clock.latency, null, "and measures nothing");
});
