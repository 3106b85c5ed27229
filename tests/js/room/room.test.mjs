import assert from "node:assert/strict";
import test from "node:test";
import { Room } from "../../../static/js/room/room.js";

globalThis.document = { hidden: false };

/** A room in which one lot is open, whose server's time the test sets. */
function opened() {
  const at = { server: 100_000 };
  const clock = { serverNow: () => at.server, monotonic: () => 0 };
  const room = new Room({ clock, api: { events: async () => [] }, dataset: {}, changed() {}, tell() {} });
  const lot = (more) => ({ id: "1", number: 1, asset: { name: "Ajax" }, status: "open", price: null, leader: null, ends_at: 160_000, ...more });
  const participant = { id: "7", name: "Max", available: 200, roster: [], passed: [] };
  const auction = { status: "active", resumes_at: null, lots_sold: 0, settings: { unit: "£m", lot_seconds: 60, anti_snipe_seconds: 10 } };
  const state = (more = {}) => ({ auction, lots: [lot(more)], participants: [participant] });
  const sold = () => {
    const bought = { lot: "1", asset: { name: "Ajax" }, price: 5 };
    return { ...state({ status: "sold", sold_to: "7", sold_for: 5 }), participants: [{ ...participant, available: 195, roster: [bought] }] };
  };
  room.snapshot({ seq: 1, state: state(), you: { user: "1", role: "manager", participant: "7", proxies: {}, limits: {} } });
  return { room, sold, at };
}

test("a page that slept tells what happened meanwhile, and for how long it was away", () => {
  const { room, sold, at } = opened();
  room.linked("live", "");
  at.server += 65_000;
  room.slept(65_000);
  room.linked("catching-up", "");
  room.state = sold();
  room.linked("live", "");
  assert.equal(room.ui.card.title, "Away 1 min 5 s");
});

test("a card that nobody has read yet grows by what happened in the next sleep", () => {
  const { room, sold, at } = opened();
  room.linked("live", "");
  for (const minutes of [1, 2]) {
    at.server += 60_000;
    room.slept(60_000);
    room.state = sold();
    room.linked("live", "");
    assert.deepEqual([room.ui.card.title, room.ui.card.lines], [`Away ${minutes} min`, ["You bought Ajax for £5m.", "Your budget is £195m; it was £200m."]]);
  }
});

/** Wakes up after an hour: the lot was sold to somebody else, and what was held for it came back or comes in a moment. */
function wakes({ room, sold, at }) {
  room.yours({ you: { available: 198 } });
  room.linked("live", "");
  at.server += 3_600_000;
  room.slept(3_600_000);
  room.linked("catching-up", "");
  room.state = { ...sold(), auction: { ...room.state.auction, lots_sold: 1 } };
  room.linked("live", "");
}

test("what is one's own comes after the events of a new line, and then the card is right", () => {
  const opening = opened();
  wakes(opening);
  const { room, at } = opening;
  assert.equal(room.ui.card.lines.at(-1), "Your budget is £198m.");
  room.yours({ you: { available: 200 } });
  assert.equal(room.ui.card.lines.at(-1), "Your budget is £200m; it was £198m.");
  at.server += 1000;
  room.yours({ you: { available: 150 } }); // by a bid since
  assert.equal(room.ui.card.lines.at(-1), "Your budget is £200m; it was £198m.");
  assert.equal(room.ui.card.title, "Away 60 min");
});

test("a card that was closed stays closed, and what comes late changes none", () => {
  for (const close of [({ room }) => { room.ui.card = null; }, ({ at }) => { at.server += 6000; }]) {
    const opening = opened();
    wakes(opening);
    close(opening);
    const lines = opening.room.ui.card?.lines;
    opening.room.yours({ you: { available: 200 } });
    assert.deepEqual(opening.room.ui.card?.lines, lines);
  }
});

test("a short nap needs no card", () => {
  const { room, sold, at } = opened();
  at.server += 2000;
  room.slept(2000);
  room.state = sold();
  room.linked("live", "");
  assert.equal(room.ui.card, null);
});

test("names of now are drawn, and before there is a state they are passed over", () => {
  const { room } = opened();
  let drawn = 0;
  room.changed = () => { drawn += 1; };
  const names = { league: "Family", name: "Family auction", commissioner: "Max", commissioners: ["Max"], participants: { 7: { name: "Maximilian", team: null } } };
  room.named(names);
  assert.deepEqual([room.state.auction.commissioners, room.state.participants[0].name, drawn], [["Max"], "Maximilian", 1]);
  room.state = null;
  room.named(names);
  assert.deepEqual([room.state, drawn], [null, 1]);
});

test("what is no event is written into the feed behind the newest, and asks for no event anew", async () => {
  const { room } = opened();
  const asked = [];
  room.api.events = async (since) => (asked.push(since), []);
  room.note({ seq: 1, at: 100_000, kind: "auction_paused", data: { detail: {} } });
  room.told("Ajax is now called AFC Ajax.");
  room.told("PSV is now called PSV Eindhoven.");
  assert.deepEqual(room.feed.slice(0, 2).map((one) => one.text), ["PSV is now called PSV Eindhoven.", "Ajax is now called AFC Ajax."]);
  assert.equal(new Set(room.feed.map((one) => one.seq)).size, room.feed.length);
  room.seq = 5;
  await room.fillFeed();
  assert.deepEqual(asked.filter((since) => !Number.isInteger(since)), []);
});

/** A room whose feed's past comes when the test answers; two lots, of which the second is open. */
function withPast() {
  const asked = [];
  const api = { events: () => new Promise((answer) => asked.push(answer)) };
  const room = new Room({ clock: { serverNow: () => 100_000, monotonic: () => 0 }, api, dataset: {}, changed() {}, tell() {} });
  const lot = (id, more) => ({ id, number: Number(id), asset: { name: `Lot ${id}` }, status: "sold", price: 5, leader: null, ends_at: null, ...more });
  const auction = { status: "active", resumes_at: null, lots_sold: 1, settings: { unit: "£m", lot_seconds: 60, anti_snipe_seconds: 10 } };
  const participants = ["7", "8"].map((id) => ({ id, name: `Manager ${id}`, available: 200, roster: [], passed: [] }));
  const state = { auction, lots: [lot("1"), lot("2", { status: "open", ends_at: 160_000, leader: "8" })], participants };
  const you = (outbid) => ({ user: "1", role: "manager", participant: "7", proxies: {}, limits: {}, outbid });
  const sale = (seq, id) => ({ seq, kind: "lot_sold", at: 100_000, data: { lots: [lot(id)], detail: { lot: id, participant: "8", price: 5 } } });
  return { room, asked, state, you, sale };
}

test("the lot that closed last is on stage in the break, also where the feed's past comes after its event", async () => {
  const { room, asked, state, you, sale } = withPast();
  room.snapshot({ seq: 10, state, you: you([]) });
  room.events([sale(11, "2")]);
  asked[0]([sale(9, "1")]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(room.feed.map((one) => one.seq), [11, 9]);
  assert.deepEqual([room.stage.id, room.lastClosed], ["2", { lot: "2", seq: 11 }]);
});

test("what closed last in a journal that was restored to an earlier event is forgotten", () => {
  const { room, state, you, sale } = withPast();
  room.snapshot({ seq: 10, state, you: you([]) });
  room.events([sale(11, "2")]);
  room.snapshot({ seq: 8, state, you: you([]) });
  room.events([sale(9, "1")]);
  assert.deepEqual(room.lastClosed, { lot: "1", seq: 9 });
});

test("a page that was just opened says whether its manager is outbid on the open lot", () => {
  for (const [outbid, expected] of [[["2"], "2"], [["1"], null], [[], null], [undefined, null]]) {
    const { room, state, you } = withPast();
    room.snapshot({ seq: 10, state, you: you(outbid) });
    assert.equal(room.outbid, expected);
  }
});

test("who leads again is outbid no more", () => {
  const { room, state, you } = withPast();
  room.snapshot({ seq: 10, state, you: you(["2"]) });
  const lot = { ...state.lots[1], leader: "7", price: 6 };
  room.events([{ seq: 11, kind: "bid_placed", at: 100_000, data: { lots: [lot], detail: { lot: "2", participant: "7", amount: 6 } } }]);
  assert.equal(room.outbid, null);
});
