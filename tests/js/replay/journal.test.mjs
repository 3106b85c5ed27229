import assert from "node:assert/strict";
import test from "node:test";
import { Journal } from "../../../static/js/replay/journal.js";
import { apply } from "../../../static/js/room/state.js";

const NOTHING = { auction: null, lots: [], participants: [], obstacles: [] };

/** A journal of so many events, in which a lot starts at some numbers; `asked`: from where its pages were fetched. */
function journal(length, { starts = [], page = 30, last = length } = {}) {
  const events = Array.from({ length }, (_, at) => {
    const seq = at + 1;
    return { seq, kind: starts.includes(seq) ? "lot_started" : "bid_placed", at: 0, data: { lots: [{ id: String(seq % 7), number: seq }] } };
  });
  const asked = [];
  const one = new Journal(async (since) => (asked.push(since), events.slice(since, since + page)), last);
  return { one, events, asked };
}

test("only what is needed is fetched, each page once", async () => {
  const { one, asked } = journal(100);
  await one.upTo(31);
  await one.upTo(10);
  await one.upTo(60);
  assert.deepEqual(asked, [0, 30]);
  await one.upTo(61);
  assert.deepEqual(asked, [0, 30, 60]);
});

test("several who wait for a page fetch it once", async () => {
  const { one, asked } = journal(100);
  await Promise.all([one.upTo(20), one.upTo(40), one.upTo(5)]);
  assert.deepEqual(asked, [0, 30]);
});

test("nothing is fetched beyond the last event, and a journal that ends before is as long as it is", async () => {
  const { one, asked } = journal(40, { last: 45 });
  await one.upTo(1000);
  assert.deepEqual([one.last, one.events.length, asked], [40, 40, [0, 30, 40]]);
  await one.upTo(1000);
  assert.equal(asked.length, 3);
});

test("a page that couldn't be fetched is fetched by the next who needs it", async () => {
  const { one, events } = journal(10);
  const { fetchPage } = one;
  one.fetchPage = async () => { throw new Error("away"); };
  await assert.rejects(one.upTo(5), /away/);
  one.fetchPage = fetchPage;
  await one.upTo(5);
  assert.deepEqual(one.events, events);
});

test("the state after an event is what all events up to it give", async () => {
  const { one, events } = journal(310);
  await one.upTo(310);
  for (const seq of [0, 1, 99, 100, 101, 199, 200, 300, 310]) {
    assert.deepEqual(one.stateAt(seq), events.slice(0, seq).reduce(apply, NOTHING), `event ${seq}`);
  }
});

test("a state is kept of every hundredth event, however long a page is", async () => {
  for (const page of [7, 100, 250]) {
    const { one, events } = journal(310, { page });
    await one.upTo(310);
    assert.deepEqual(one.kept, [0, 100, 200, 300].map((seq) => events.slice(0, seq).reduce(apply, NOTHING)), `pages of ${page}`);
  }
});

test("the next start of a lot is looked for as far as it needs", async () => {
  const { one, asked } = journal(100, { starts: [3, 50] });
  assert.equal(await one.lotStart(0, 1), 3);
  assert.deepEqual(asked, [0]);
  assert.equal(await one.lotStart(3, 1), 50);
  assert.equal(await one.lotStart(50, 1), 100, "no more: the last event");
});

test("the start before is of the lot before, or else the first event", async () => {
  const { one } = journal(100, { starts: [3, 50] });
  assert.equal(await one.lotStart(100, -1), 50);
  assert.equal(await one.lotStart(50, -1), 3);
  assert.equal(await one.lotStart(3, -1), 1);
});

test("a lot that starts with the very first or the very last event is one", async () => {
  const { one } = journal(10, { starts: [1, 10] });
  assert.equal(await one.lotStart(5, -1), 1);
  assert.equal(await one.lotStart(5, 1), 10);
  const { one: early } = journal(8, { starts: [9], last: 20 });
  assert.equal(await early.lotStart(1, 1), 8, "a journal that ended before");
});
