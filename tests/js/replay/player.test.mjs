import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Room } from "../../../static/js/room/room.js";
import { apply } from "../../../static/js/room/state.js";
import { Journal } from "../../../static/js/replay/journal.js";
import { Player, ReplayClock } from "../../../static/js/replay/player.js";

globalThis.document = { hidden: false };
const lot = (more) => ({ id: "1", number: 1, asset: { name: "Ajax" }, status: "queued", opening_price: 1, price: null, leader: null, ends_at: null, bids: 0, ...more });
const auction = { status: "active", resumes_at: null, lots_sold: 0, settings: { unit: "£m", lot_seconds: 60, anti_snipe_seconds: 10 } };
const seat = { id: "7", name: "Max", granted: 200, available: 200, roster: [], passed: [] };

/** An auction of one lot that starts at number 3, with a bid a second from there. */
function recorded(length, every = 1000) {
  return Array.from({ length }, (_, at) => {
    const seq = at + 1;
    if (seq === 1) return { seq, kind: "auction_created", at: 0, data: { auction, lots: [lot()], participants: [seat], detail: {} } };
    if (seq === 2) return { seq, kind: "auction_begun", at: 0, data: { detail: {} } };
    const open = { status: "open", ends_at: 90_000, bids: seq - 3, price: seq > 3 ? seq : null, leader: seq > 3 ? "7" : null };
    const kind = seq === 3 ? "lot_started" : "bid_placed";
    return { seq, kind, at: (seq - 3) * every, data: { lots: [lot(open)], detail: { lot: "1", participant: "7", amount: seq } } };
  });
}

/** A player whose timers and monotonic clock the test moves. */
function player(events, page = 50) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const now = { ms: 0 };
  const clock = new ReplayClock(() => now.ms);
  const room = new Room({ clock, api: { events: async () => [] }, dataset: {}, changed() {}, tell() {} });
  const fetchPage = async (since) => (asked.push(since), events.slice(since, since + page));
  const drawn = { times: 0 };
  const one = new Player({ journal: new Journal(fetchPage, events.length), room, clock, changed: () => (drawn.times += 1) });
  const pass = async (ms) => {
    now.ms += ms;
    mock.timers.tick(ms);
    await settled();
  };
  return { one, room, clock, asked, drawn, pass };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
test.afterEach(() => mock.timers.reset());

test("any place shows what merging all events up to it gives", async () => {
  const events = recorded(333);
  const { one, room } = player(events);
  for (const seq of [333, 1, 100, 99, 101, 200, 250]) {
    await one.seek(seq);
    assert.deepEqual(room.state, events.slice(0, seq).reduce(apply, { auction: null, lots: [], participants: [], obstacles: [] }), `event ${seq}`);
    assert.equal(room.feed[0]?.seq, Math.max(seq, 1));
  }
});

test("only the pages up to a place are fetched, each once", async () => {
  const { one, asked } = player(recorded(500));
  await one.seek(60);
  await one.seek(20);
  assert.deepEqual(asked, [0, 50]);
});

test("of several places the newest is shown", async () => {
  const { one } = player(recorded(200));
  await Promise.all([one.seek(150), one.seek(30)]);
  assert.equal(one.seq, 30);
});

test("it plays in the time that lay between events, or faster", async () => {
  const { one, clock, pass } = player(recorded(20));
  await one.seek(3);
  one.toggle();
  await settled();
  await pass(999);
  assert.equal(one.seq, 3);
  assert.equal(clock.serverNow(), 999);
  await pass(1);
  assert.equal(one.seq, 4);
  one.setSpeed(4);
  await settled();
  await pass(250);
  assert.equal(one.seq, 5);
  one.toggle();
  await pass(10_000);
  assert.equal(one.seq, 5, "it stands");
});

test("a long silence is shortened, and the clock leaps over it", async () => {
  const { one, clock, pass } = player(recorded(5, 60_000));
  await one.seek(3);
  one.toggle();
  await settled();
  await pass(4000);
  assert.deepEqual([one.seq, clock.serverNow()], [4, 60_000]);
});

test("it ends with the last event, and begins anew with the next press", async () => {
  const { one, pass } = player(recorded(4));
  await one.seek(3);
  one.toggle();
  await settled();
  await pass(1000);
  assert.deepEqual([one.seq, one.playing, one.atEnd], [4, false, true]);
  one.toggle();
  await settled();
  assert.equal(one.playing, true);
  assert.ok(one.seq < 4);
});

test("lot by lot it goes to the starts, and to the ends of the auction beyond them", async () => {
  const { one } = player(recorded(80));
  await one.toLot(1);
  assert.equal(one.seq, 3);
  await one.toLot(1);
  assert.equal(one.seq, 80);
  await one.toLot(-1);
  assert.equal(one.seq, 3);
  await one.toLot(-1);
  assert.equal(one.seq, 1);
});

test("a server that can't be reached stops it, and the next press tries again", async () => {
  const { one } = player(recorded(80));
  await one.seek(10);
  const { fetchPage } = one.journal;
  one.journal.fetchPage = async () => { throw new Error("away"); };
  await one.seek(70);
  assert.match(one.problem, /can't be reached/);
  one.journal.fetchPage = fetchPage;
  await one.seek(70);
  assert.deepEqual([one.problem, one.seq], ["", 70]);
});

test("a speed that is set while it stands holds from the next press on", async () => {
  const { one, clock, pass } = player(recorded(20));
  await one.seek(3);
  one.setSpeed(16);
  await pass(1000);
  assert.deepEqual([one.seq, clock.serverNow()], [3, 0], "it stands");
  one.toggle();
  await settled();
  await pass(62);
  assert.equal(one.seq, 3);
  await pass(1);
  assert.equal(one.seq, 4);
});

test("going somewhere while it plays plays on from there, at the same speed", async () => {
  const { one, pass } = player(recorded(20));
  await one.seek(3);
  one.setSpeed(4);
  one.toggle();
  await one.seek(10);
  assert.deepEqual([one.seq, one.playing], [10, true]);
  await settled();
  await pass(249);
  assert.equal(one.seq, 10);
  await pass(1);
  assert.equal(one.seq, 11, "and not from where it was");
});

test("a place before the first event is the first, one behind the last is the last", async () => {
  const { one } = player(recorded(20));
  await one.seek(-5);
  assert.equal(one.seq, 1);
  await one.seek(500);
  assert.deepEqual([one.seq, one.atEnd], [20, true]);
});

test("the feed tells the last fifty events, the newest first", async () => {
  const { one, room } = player(recorded(80));
  await one.seek(70);
  const told = room.feed.map((entry) => entry.seq);
  assert.deepEqual([told[0], told.at(-1), told.length], [70, 21, 50]);
});

test("a server that is away while it plays stops it", async () => {
  const { one, pass } = player(recorded(80), 10);
  await one.seek(10);
  one.journal.fetchPage = async () => { throw new Error("away"); };
  one.toggle();
  await settled();
  assert.deepEqual([one.playing, one.seq], [false, 10]);
  assert.match(one.problem, /can't be reached/);
  await pass(10_000);
  assert.equal(one.seq, 10);
});

test("a lot that is looked for while the server is away isn't gone to, and that is said", async () => {
  const { one } = player(recorded(80), 10);
  await one.seek(5);
  one.journal.fetchPage = async () => { throw new Error("away"); };
  await one.toLot(1);
  assert.equal(one.seq, 5);
  assert.match(one.problem, /can't be reached/);
});

test("while it plays, each event goes into the room, and the page is drawn", async () => {
  const { one, room, drawn, pass } = player(recorded(20));
  await one.seek(3);
  assert.equal(drawn.times, 1);
  one.toggle();
  await settled();
  assert.equal(drawn.times, 2);
  await pass(1000);
  assert.deepEqual([drawn.times, room.state.lots[0].price, room.feed[0].seq], [3, 4, 4]);
  one.setSpeed(4);
  assert.equal(drawn.times, 4);
});

test("the room's clock runs as fast as it plays", async () => {
  const { one, clock, pass } = player(recorded(5, 60_000));
  await one.seek(3);
  one.toggle();
  await pass(100);
  one.setSpeed(16);
  await settled();
  await pass(100);
  assert.equal(clock.serverNow(), 1700);
  one.toggle();
  await pass(100);
  assert.equal(clock.serverNow(), 1700);
});

test("a page that comes after it was stopped, or sent elsewhere, plays nothing", async () => {
  const { one, pass } = player(recorded(80), 10);
  await one.seek(10);
  const { fetchPage } = one.journal;
  let arrive;
  one.journal.fetchPage = async (since) => { await new Promise((resolve) => { arrive = resolve; }); return fetchPage(since); };
  one.toggle();
  await settled();
  one.toggle();
  arrive();
  await settled();
  await pass(10_000);
  assert.equal(one.seq, 10, "it was stopped");
  one.journal.fetchPage = fetchPage;
  await one.seek(20);
  one.journal.fetchPage = async (since) => { await new Promise((resolve) => { arrive = resolve; }); return fetchPage(since); };
  one.toggle();
  await settled();
  await one.seek(5);
  arrive();
  await settled();
  await pass(999);
  assert.equal(one.seq, 5);
  await pass(1);
  assert.equal(one.seq, 6, "it goes on from where it was sent");
});

test("what closed last elsewhere in the auction isn't on stage", async () => {
  const { one, room } = player(recorded(20));
  await one.seek(10);
  room.lastClosed = "1";
  await one.seek(4);
  assert.equal(room.lastClosed, null);
});

test("a server that is away is drawn", async () => {
  const { one, drawn } = player(recorded(80), 10);
  await one.seek(5);
  one.journal.fetchPage = async () => { throw new Error("away"); };
  const { times } = drawn;
  await one.seek(70);
  assert.equal(drawn.times, times + 1);
});
