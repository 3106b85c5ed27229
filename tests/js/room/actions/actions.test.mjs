import assert from "node:assert/strict";
import test from "node:test";
import { Actions } from "../../../../static/js/room/actions/actions.js";
import { Room } from "../../../../static/js/room/room.js";

globalThis.document = { hidden: false };
const { setTimeout: later } = globalThis;
globalThis.setTimeout = (work, ms) => later(work, ms).unref(); // a remark that waits to go needn't keep the test

/** A room whose server answers what is sent when the test says so; `turn` closes the open lot and opens the next. */
function playing() {
  const clock = { serverNow: () => 100_000, monotonic: () => 0 };
  const room = new Room({ clock, api: { events: async () => [] }, dataset: {}, changed() {}, tell() {} });
  const lot = (id, status) => ({ id, number: Number(id), asset: { name: `Club ${id}` }, status, price: null, leader: null, bids: 0, opening_price: 1, ends_at: 160_000 });
  const me = { id: "7", name: "Max", available: 200, roster: [], passed: [] };
  const auction = { status: "active", resumes_at: null, lots_sold: 0, settings: { unit: "£m", lot_seconds: 60, anti_snipe_seconds: 10 } };
  const state = (...lots) => ({ auction, lots, participants: [me] });
  room.snapshot({ seq: 1, state: state(lot("1", "open"), lot("2", "queued")), you: { user: "1", role: "manager", participant: "7", proxies: {}, limits: {} } });
  const answers = [];
  const commands = { issue: () => new Promise((answer) => answers.push(answer)) };
  const api = { dropPreview() {} };
  const actions = new Actions({ room, commands, api, sounds: {} });
  const turn = (...lots) => room.become(state(...lots), room.state);
  return { room, actions, api, commands, lot, turn, answer: (result) => answers.shift()(result) };
}

const CLOSED = { ok: false, message: "Too late: Club 1 was already sold." };

test("a refused bid on the last lot is told on the card by that lot's name, and never under the next lot", async () => {
  const { room, actions, lot, turn, answer } = playing();
  const sent = actions.bid({ lot: "1", amount: 5, seen: null });
  turn(lot("1", "sold"), lot("2", "open"));
  answer(CLOSED);
  await sent;
  assert.equal(room.ui.bid, null);
  assert.equal(room.ui.note, "");
  assert.match(room.ui.card.lines[0], /5.* on Club 1 wasn't taken\. Too late/);
});

test("a bid that was decided and refused stands in one's own feed, with its command, and one that wasn't decided doesn't", async () => {
  const { room, actions, answer } = playing();
  for (const [id, receipt] of [["a", { amount: 5 }], ["b", null]]) {
    const sent = actions.bid({ lot: "1", amount: 5, seen: null });
    answer({ ok: false, id, message: "£6m is the least you can bid now.", receipt });
    await sent;
  }
  assert.deepEqual(room.feed.map((one) => [one.kind, one.command]), [["bid_refused", "a"]]);
  assert.match(room.feed[0].text, /^Your bid of .*5.* on Club 1 wasn't taken\. £6m is the least/);
});

test("a refusal that stood when the next lot opened goes with its lot", async () => {
  const { room, actions, lot, turn, answer } = playing();
  const sent = actions.bid({ lot: "1", amount: 5, seen: null });
  answer(CLOSED);
  await sent;
  assert.equal(room.ui.bid.phase, "refused");
  turn(lot("1", "sold"), lot("2", "open"));
  assert.equal(room.ui.bid, null);
});

test("between two lots a refusal is said where bids are made, until the next lot opens", async () => {
  const { room, actions, lot, turn, answer } = playing();
  const sent = actions.bid({ lot: "1", amount: 5, seen: null });
  turn(lot("1", "sold"), lot("2", "queued"));
  answer(CLOSED);
  await sent;
  assert.equal(room.ui.bid.message, CLOSED.message);
  turn(lot("1", "sold"), lot("2", "open"));
  assert.equal(room.ui.bid, null);
});

test("a pass on the last lot that came too late says nothing under the next", async () => {
  const { room, actions, lot, turn, answer } = playing();
  const sent = actions.pass();
  turn(lot("1", "sold"), lot("2", "open"));
  answer(CLOSED);
  await sent;
  assert.equal(room.ui.note, "");
});

test("what was said about a lot goes with it", async () => {
  const { room, actions, lot, turn } = playing();
  actions.say("You lead: there is nothing to pass on.");
  turn(lot("1", "sold"), lot("2", "open"));
  assert.equal(room.ui.note, "");
});

test("who hears of a lead only after it was lost is outbid", async () => {
  const { room, actions, lot, answer } = playing();
  const outbid = { ...lot("1", "open"), price: 6, leader: "8" };
  const jump = (seq) => room.snapshot({ seq, state: { ...room.state, lots: [outbid, lot("2", "queued")] }, you: room.you });
  for (const first of ["answer", "snapshot"]) {
    room.snapshot({ seq: 1, state: { ...room.state, lots: [lot("1", "open"), lot("2", "queued")] }, you: room.you });
    const sent = actions.bid({ lot: "1", amount: 5, seen: null });
    if (first === "snapshot") jump(9);
    answer({ ok: true, message: "", seq: 4 });
    await sent;
    if (first === "answer") assert.equal(room.outbid, null, "its event is still to come");
    if (first === "answer") jump(9);
    assert.equal(room.outbid, "1", first);
  }
});

test("a lead of long ago is none when the lot comes up again", async () => {
  const { room, actions, lot, turn, answer } = playing();
  const sent = actions.bid({ lot: "1", amount: 5, seen: null });
  answer({ ok: true, message: "", seq: 1 });
  await sent;
  turn(lot("1", "sold"), lot("2", "open"));
  turn(lot("1", "queued"), lot("2", "sold"));
  turn({ ...lot("1", "open"), price: 6, leader: "8" }, lot("2", "sold"));
  assert.equal(room.outbid, null);
});

test("a bid for somebody that was refused stands in the feed of who made it, and is said where the question was closed", async () => {
  const { room, actions, answer } = playing();
  const asked = { kind: "power", power: "bid_for", args: { lot: "1", participant: "7", amount: 5 }, title: "Bid?", busy: false };
  actions.show(asked);
  const sent = actions.confirm("");
  answer({ ok: false, id: "c", message: "Too low.", receipt: { amount: 5 } });
  await sent;
  assert.equal(room.ui.dialog.error, "Too low.");
  assert.match(room.feed[0].text, /^Your bid of .*5.* for .*Max.* on .*Club 1.* wasn't taken\. Too low\./);
  const again = actions.confirm("");
  actions.dismiss();
  answer({ ok: false, id: "d", message: "Too late.", receipt: null });
  await again;
  assert.deepEqual([room.ui.note, room.feed.length], ["Too late.", 1]);
});

for (const act of ["confirm", "dismiss"]) {
  test(`what a command would change isn't asked any more on ${act}, which doesn't wait for that`, async () => {
    const { room, actions, api, commands } = playing();
    const told = [];
    api.preview = () => new Promise(() => told.push("asked"));
    api.dropPreview = () => told.push("dropped");
    commands.issue = async () => (told.push("sent"), { ok: true });
    actions.ask({ kind: "undo", lot: "1", title: "Take back Club 1?" }, "undo_sale", { lot: "1" }, "");
    await actions[act]("Misheard");
    assert.deepEqual(told, act === "confirm" ? ["asked", "dropped", "sent"] : ["asked", "dropped"]);
    assert.equal(room.ui.dialog, null);
  });
}
