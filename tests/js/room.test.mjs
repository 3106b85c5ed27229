import assert from "node:assert/strict";
import test from "node:test";
import { Room } from "../../static/js/room/room.js";

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
