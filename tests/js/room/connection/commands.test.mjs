import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { asRequest, asResult } from "../../../../static/js/room/connection/api.js";
import { Commands, uuid } from "../../../../static/js/room/connection/commands.js";

class Store {
  rows = new Map();
  getItem = (key) => this.rows.get(key) ?? null;
  setItem = (key, value) => this.rows.set(key, value);
}

/** Commands over a socket that takes or refuses frames, and an HTTP side that never answers unless told to. */
function desk({ live = true, post = () => new Promise(() => {}) } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const sent = [];
  const posted = [];
  const line = { live };
  const storage = new Store();
  const make = () =>
    new Commands({
      send: (frame) => line.live && sent.push(frame) > 0,
      post: (frame) => { posted.push(frame); return post(frame); },
      storage, key: "k", now: () => now, random: () => 1,
    });
  const pass = (ms) => { now += ms; mock.timers.tick(ms); };
  return { commands: make(), again: make, sent, posted, line, storage, pass };
}

test.afterEach(() => mock.timers.reset());
const stored = (storage) => JSON.parse(storage.getItem("k"));

test("a command is stored before it is sent, and forgotten when it is answered", async () => {
  const { commands, sent, storage } = desk();
  const result = commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  const { id } = sent[0];
  assert.deepEqual(stored(storage).map((one) => one.frame.id), [id]);
  commands.settle({ id, ok: true, code: "ok", message: "In." });
  assert.equal((await result).message, "In.");
  assert.deepEqual(stored(storage), []);
});

test("without an answer the same id goes again after 2.5 s, then over HTTP as well", () => {
  const { commands, sent, posted, pass } = desk();
  commands.issue({ type: "pass", lot: "1" });
  pass(2500);
  assert.equal(sent.length, 2);
  assert.equal(sent[0].id, sent[1].id);
  pass(2500);
  assert.deepEqual(posted.map((one) => one.id), [sent[0].id]);
});

test("without a socket it goes over HTTP at once", async () => {
  const { commands, posted } = desk({ live: false, post: async (frame) => asResult(frame.id, true, { ok: true, code: "ok", message: "Done." }) });
  assert.equal((await commands.issue({ type: "pass", lot: "1" })).message, "Done.");
  assert.equal(posted.length, 1);
});

test("a reconnect sends everything unanswered again", () => {
  const { commands, sent, line } = desk({ live: false });
  commands.issue({ type: "pass", lot: "1" });
  line.live = true;
  commands.repeat();
  assert.equal(sent.length, 1);
});

test("a reload sends what was stored, with its id", () => {
  const { commands, again, sent, pass } = desk();
  commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  pass(1000);
  const [restored] = again().restore();
  assert.equal(restored.frame.amount, 5);
  assert.equal(sent.at(-1).id, sent[0].id);
});

test("an old stored command is not sent after a reload", () => {
  const { commands, again, pass } = desk();
  commands.issue({ type: "pass", lot: "1" });
  pass(31_000);
  assert.deepEqual(again().restore(), []);
});

test("after half a minute it says that no answer came", async () => {
  const { commands, pass } = desk({ post: () => Promise.reject(new Error("down")) });
  const result = commands.issue({ type: "pass", lot: "1" });
  for (let i = 0; i < 13; i += 1) pass(2500);
  assert.equal((await result).code, "no_answer");
});

test("a late second answer is ignored", async () => {
  const { commands, sent } = desk();
  const result = commands.issue({ type: "pass", lot: "1" });
  const { id } = sent[0];
  commands.settle({ id, ok: true, code: "ok", message: "First." });
  commands.settle({ id, ok: false, code: "x", message: "Second." });
  assert.equal((await result).message, "First.");
});

test("an id is a UUID with and without the browser's own", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(uuid(), shape);
  const own = crypto.randomUUID;
  try {
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
    assert.match(uuid(), shape);
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: own, configurable: true });
  }
});

test("frames have their HTTP calls", () => {
  assert.deepEqual(asRequest({ type: "bid", id: "i", lot: "1", amount: 5, seen: 4 }), ["bids", { lot: "1", amount: 5, seen: 4 }]);
  assert.deepEqual(asRequest({ type: "command", id: "i", name: "begin", args: {}, reason: "" }), ["begin", {}]);
  assert.deepEqual(asRequest({ type: "command", id: "i", name: "pause", args: {}, reason: "Tea." }), [
    "commands", { name: "pause", args: {}, reason: "Tea." },
  ]);
});

test("an HTTP error's detail becomes the message", () => {
  assert.deepEqual(asResult("i", false, { code: "forbidden", detail: "Only the commissioner may." }), {
    type: "result", id: "i", ok: false, code: "forbidden", message: "Only the commissioner may.",
  });
});

test("a bid that the server keeps isn't sent again, but on a new line, and a busy answer ends it", async () => {
  const { commands, sent, posted, pass } = desk();
  const result = commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  const { id } = sent[0];
  assert.equal(commands.keep(id), true);
  assert.equal(commands.keep("unknown"), false);
  pass(7500);
  assert.deepEqual([sent.length, posted.length], [1, 0]);
  commands.repeat();
  assert.equal(sent.length, 2);
  commands.keep(id);
  commands.settle({ id, ok: false, code: "busy", message: "Busy." });
  assert.equal((await result).message, "Busy.");
});

const busy = (id) => ({ id, ok: false, code: "busy", message: "Again." });

test("a server that is busy is asked again soon, over the line it answered on", () => {
  const { commands, sent, posted, pass } = desk();
  commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  for (const pause of [300, 600, 700, 700, 700]) {
    const before = sent.length;
    commands.settle(busy(sent[0].id));
    pass(pause - 1);
    assert.equal(sent.length, before);
    pass(1);
    assert.equal(sent.length, before + 1);
  }
  assert.equal(new Set(sent.map((one) => one.id)).size, 1);
  assert.deepEqual(posted, []);
});

test("after ten seconds of it, it is said that the server is busy", async () => {
  const { commands, sent, pass } = desk();
  const result = commands.issue({ type: "pass", lot: "1" });
  commands.settle(busy(sent[0].id));
  pass(10_000);
  commands.settle(busy(sent[0].id));
  assert.equal((await result).code, "busy");
});

const tooFast = (id) => ({ id, ok: false, code: "too_fast", message: "Slower." });

test("a command that is sent once and was too fast is refused", async () => {
  const { commands, sent } = desk();
  const result = commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  commands.settle(tooFast(sent[0].id));
  assert.equal((await result).code, "too_fast");
});

test("one that was sent before may stand: too fast isn't its answer", async () => {
  const { commands, sent, pass } = desk();
  const result = commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  const { id } = sent[0];
  commands.repeat();
  commands.settle(tooFast(id));
  pass(300);
  assert.equal(sent.length, 3);
  commands.settle({ id, ok: true, code: "ok", message: "In." });
  assert.equal((await result).code, "ok");
});

test("nor is it after a reload", async () => {
  const { commands, again, sent, pass } = desk();
  commands.issue({ type: "bid", lot: "1", amount: 5, seen: 4 });
  const restored = again();
  const [{ frame, result }] = restored.restore();
  restored.settle(tooFast(frame.id));
  pass(300);
  assert.equal(sent.length, 3);
  restored.settle({ id: frame.id, ok: true, code: "ok", message: "In." });
  assert.equal((await result).code, "ok");
});
