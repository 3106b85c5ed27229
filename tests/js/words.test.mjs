import assert from "node:assert/strict";
import test from "node:test";
import { lengthClasses, money, monogram, tone, unitParts } from "../../static/js/room/money.js";
import { needsHold, offers, whyNoBid, whyNotAmount } from "../../static/js/room/actions/offers.js";
import { remaining } from "../../static/js/room/selectors/deadlines.js";
import { digits, phaseOf, unit } from "../../static/js/room/selectors/phase.js";
import { commissioners, lotCounts, sales, stageLot } from "../../static/js/room/selectors/auction.js";
import { describe } from "../../static/js/room/feed/sentences.js";
import { outbidOn, signals } from "../../static/js/room/feed/signals.js";

const asset = (name) => ({ id: name, name, position: null, club: null, country: null, external_id: name });
const lot = (more = {}) => ({
  id: "1", number: 1, asset: asset("Saka"), status: "open", opening_price: 5, price: 41, leader: "8", min_next: 42,
  ends_at: 30_000, remaining_ms: null, bids: 3, sold_to: null, sold_for: null, ...more,
});
const max = { id: "7", name: "Max", granted: 200, available: 112, max_bid: 110, filled: 2, slots_max: 6, slots_min: 3, roster: [], passed: [] };
const ann = { ...max, id: "8", name: "Ann" };
const state = (more = {}, ...lots) => ({
  auction: { id: "a", status: "active", resumes_at: null, next_lot_at: null, settings: { unit: "£m", increment: 1, anti_snipe_seconds: 10 }, ...more },
  lots: lots.length > 0 ? lots : [lot()],
  participants: [max, ann],
});
const you = { role: "manager", participant: "7", limits: { 1: 97 } };

test("a currency sign stands before the number, words behind it", () => {
  assert.equal(money(1042, "£m"), "£1,042m");
  assert.equal(money(42, "₹ lakh"), "₹42 lakh");
  assert.equal(money(42, "credits"), "42 credits");
  assert.equal(money(42, "€"), "€42");
  assert.deepEqual(unitParts("pts"), { before: "", after: " pts" });
});

test("a monogram takes the first and the last word", () => {
  assert.equal(monogram("Virgil van Dijk"), "VD");
  assert.equal(monogram("Rodri"), "R");
  assert.equal(monogram("Østergård"), "Ø");
  assert.equal(tone("Rodri"), tone("Rodri"));
});

test("buttons name absolute amounts over the smallest bid", () => {
  assert.deepEqual(offers(lot({ increment: 2 })).map((one) => one.amount), [42, 52, 62]);
});

test("why nothing can be bid is said in words", () => {
  const why = (auction, one = lot(), me = you) => whyNoBid(state(auction, one), me, one, 0);
  assert.equal(why({}), null);
  assert.match(why({}, lot(), { ...you, participant: null }), /watching/);
  assert.match(why({ status: "paused" }), /Paused/);
  assert.match(why({ resumes_at: 3000 }), /moment/);
  assert.match(why({}, lot({ leader: "7" })), /You lead/);
  const full = "You have 2 GK, and a roster holds no more.";
  assert.equal(why({}, lot(), { ...you, no_place: { 1: full } }), full);
  assert.equal(why({}, lot(), { ...you, no_place: { 2: full } }), null);
  assert.equal(why({}, lot({ min_next: 98 })), "The next bid is £98m; the most you can bid is £97m.");
});

test("an amount is measured against the server's limits", () => {
  assert.equal(whyNotAmount(97, 97, lot(), "£m"), null);
  assert.equal(whyNotAmount(98, 97, lot(), "£m"), "The most you can bid is £97m.");
  assert.equal(whyNotAmount(41, 97, lot(), "£m"), "The next bid is £42m or more.");
  assert.equal(whyNotAmount(42.5, 97, lot(), "£m"), "Give a whole number.");
});

test("only a big step asks for a held button", () => {
  assert.equal(needsHold(60, lot({ price: 19 }), max), true);
  assert.equal(needsHold(60, lot({ price: 20 }), max), false);
  assert.equal(needsHold(40, lot({ price: 2 }), max), false);
  assert.equal(needsHold(41, lot({ price: null, opening_price: 5 }), max), true);
});

test("the phase follows the clock", () => {
  assert.equal(phaseOf(state(), 0), "running");
  assert.equal(phaseOf(state(), 20_000), "running");
  assert.equal(phaseOf(state(), 20_001), "final");
  assert.equal(phaseOf(state(), 30_000), "final");
  assert.equal(phaseOf(state(), 30_001), "closing");
  assert.equal(phaseOf(state({}, lot({ ends_at: null })), 0), "closing");
  assert.equal(phaseOf(state({ resumes_at: 3000 }), 2999), "resuming");
  assert.equal(phaseOf(state({ status: "paused" }), 0), "paused");
  assert.equal(phaseOf(state({}, lot({ status: "sold" })), 0), "break");
});

test("the unit is that of the first digits", () => {
  const times = [0, 99_000, 99_001, 3_599_000, 3_599_001];
  assert.deepEqual(times.map(unit), ["seconds", "seconds", "minutes", "minutes", "hours"]);
  assert.deepEqual(times.map(digits), ["0", "99", "1:40", "59:59", "1:00:00"]);
});

test("digits are whole seconds until the last five", () => {
  assert.deepEqual([29_001, 5000, 4999, 340, 0, 3_725_000].map(digits), ["30", "5", "5.0", "0.4", "0", "1:02:05"]);
});

test("a clock stands at what a pause left until the count is over", () => {
  const lot = { status: "open", ends_at: 20_000, remaining_ms: null };
  assert.deepEqual([13_000, 14_500, 16_000, 17_000].map((now) => remaining(lot, now, 16_000)), [4000, 4000, 4000, 3000]);
  assert.equal(remaining({ ...lot, ends_at: null, remaining_ms: 4000 }, 13_000), 4000);
});

test("the stage shows the lot that closed last until the next one opens", () => {
  const sold = (id) => lot({ id, number: Number(id), status: "sold" });
  assert.equal(stageLot(state({}, sold("1"), sold("2")), "1").id, "1");
  assert.equal(stageLot(state({}, sold("1"), lot({ id: "2", number: 2 })), "1").id, "2");
});

test("sales come from the rosters, newest first", () => {
  const buyer = { ...max, roster: [{ lot: "9", asset: asset("Rice"), price: 3 }, { lot: "10", asset: asset("Rodri"), price: 4 }] };
  const rows = sales({ ...state(), participants: [buyer] });
  assert.deepEqual(rows.map((one) => [one.lot, one.participant.name]), [["10", "Max"], ["9", "Max"]]);
});

test("events are sentences", () => {
  const event = (kind, detail, data = {}) => ({ seq: 3, kind, at: 0, data: { ...data, detail } });
  const text = (...args) => describe(event(...args), state())?.text;
  assert.equal(text("bid_placed", { lot: "1", participant: "7", amount: 42 }), "Max bid £42m.");
  assert.equal(text("lot_sold", { lot: "1", participant: "7", price: 42 }), "Saka sold to Max for £42m.");
  assert.equal(text("auction_paused", { reason: "Tea break." }), "Paused: Tea break.");
  assert.equal(text("auction_begun", {}), "The auction began.");
  assert.equal(text("auction_begun", { reason: "The room was turned off." }), "The auction began: The room was turned off.");
  assert.equal(text("auction_resumed", { reason: "The outage is over." }), "Auction resumed: The outage is over.");
  assert.equal(text("private", {}), undefined);
});

test("what one of several commissioners did says whose word it was", () => {
  const event = (kind, detail) => ({ seq: 3, kind, at: 0, data: { detail: { by: "Nora", ...detail } } });
  const text = (kind, detail, commissioners) => describe(event(kind, detail), state({ commissioners })).text;
  const both = (kind, detail) => [["Carla", "Nora"], ["Nora"], undefined].map((heads) => text(kind, detail, heads));
  assert.deepEqual(both("auction_paused", { reason: "Tea." }), ["Paused: Tea (Nora).", "Paused: Tea.", "Paused: Tea."]);
  const given = { lot: "1", participant: "7", price: 42 };
  assert.equal(text("asset_awarded", given, ["Carla", "Nora"]), "Nora gave Saka to Max for £42m.");
  assert.equal(text("asset_awarded", given, ["Nora"]), "The commissioner gave Saka to Max for £42m.");
  assert.equal(text("lot_extended", { lot: "1", seconds: 15 }, ["Carla", "Nora"]), "Nora added 15 s.");
  assert.equal(text("settings_changed", { by: "Max", participant: "7", away: false }, ["Max", "Nora"]), "Max is back.");
  assert.equal(text("sale_undone", given, ["Carla", "Nora"]), "Saka to Max for £42m: undone (Nora).");
});

test("all who can run the auction are named, and many aren't", () => {
  assert.equal(commissioners({ commissioner: "Carla" }), "Carla");
  assert.equal(commissioners({ commissioner: "Carla", commissioners: ["Carla", "Nora"] }), "Carla or Nora");
  assert.equal(commissioners({ commissioner: "A", commissioners: ["A", "B", "C", "D"] }), "a commissioner");
  assert.equal(commissioners({ commissioner: "", commissioners: [] }), "the commissioner");
});

test("a trade names both halves from the rosters that came with it", () => {
  const slot = (id, name) => ({ lot: id, asset: asset(name), price: 3 });
  const owners = [{ ...max, roster: [slot("9", "Rice")] }, { ...ann, roster: [slot("10", "Rodri"), slot("11", "Saka")] }];
  const after = { ...state(), participants: owners };
  const text = (detail) => describe({ seq: 3, kind: "assets_traded", at: 0, data: { detail: { participant: "7", other: "8", ...detail } } }, after).text;
  assert.equal(text({ gives: ["10", "11"], takes: ["9"], pays: 0 }), "Max gives Rodri, Saka to Ann for Rice.");
  assert.equal(text({ gives: ["10"], takes: [], pays: -5 }), "Max gives Rodri to Ann for £5m.");
  assert.equal(text({ gives: [], takes: ["9"], pays: 4 }), "Max gives £4m to Ann for Rice.");
  assert.equal(text({ gives: ["10"], takes: [], pays: 0 }), "Max gives Rodri to Ann for nothing.");
});

test("an asset that was given up is named from the event", () => {
  const data = { detail: { lot: "99", participant: "7", asset: asset("Rice"), refund: 0 } };
  assert.equal(describe({ seq: 3, kind: "asset_dropped", at: 0, data }, state()).text, "Max gave up Rice.");
});

test("a deadline that moves to now is not an extension", () => {
  const moved = (endsAt, more) => ({ seq: 3, kind: "lot_extended", at: 1000, data: { detail: { lot: "1", ends_at: endsAt, ...more } } });
  assert.equal(describe(moved(1000), state()).text, "Everyone else is out: closing the lot.");
  assert.equal(describe(moved(6000), state()).text, "Late bid: 5 s on the clock.");
  const stalled = (ms) => describe(moved(6000, { stalled_ms: ms }), state()).text;
  assert.equal(stalled(3000), "The server stalled for 3 s: 3 s more on the clock.");
  assert.equal(stalled(3449), "The server stalled for 3.4 s: 3.4 s more on the clock.");
  const turn = { seq: 6, kind: "turn_extended", at: 5000, data: { detail: { participant: "7", ends_at: 9000, stalled_ms: 3449 } } };
  assert.match(describe(turn, state()).text, /^The server stalled for 3\.4 s: .+ has that much more time\.$/u);
  assert.equal(describe(moved(6000, { anew: true }), state()).text, "The lot has its whole time again.");
});

test("a lot that ends with the count after a pause was not extended", () => {
  const event = { seq: 3, kind: "lot_extended", at: 1000, data: { detail: { lot: "1", ends_at: 4000 } } };
  assert.equal(describe(event, state({ resumes_at: 4000 })).text, "Everyone else is out: closing the lot.");
  assert.equal(describe(event, state({ resumes_at: 500 })).text, "Late bid: 3 s on the clock.");
});

test("a lot that left the window is named from the event", () => {
  const event = { seq: 3, kind: "lot_unsold", at: 0, data: { lots: [lot({ id: "99", asset: asset("Rice") })], detail: { lot: "99" } } };
  assert.equal(describe(event, state()).text, "Rice went unsold.");
});

test("being outbid lasts until one leads again or the lot closes", () => {
  const led = state({}, lot({ leader: "7" }));
  assert.equal(outbidOn(led, state(), "7", null), "1");
  assert.equal(outbidOn(state(), state(), "7", "1"), "1");
  assert.equal(outbidOn(state(), led, "7", "1"), null);
  assert.equal(outbidOn(state(), state({}, lot({ status: "sold" })), "7", "1"), null);
  assert.equal(outbidOn(led, state(), "8", null), null);
});

const bid = (participant, amount) => ({ seq: 3, kind: "bid_placed", at: 0, data: { detail: { lot: "1", participant, amount } } });

test("others' bids make no noise, being outbid does", () => {
  assert.deepEqual(signals([bid("8", 41)], state(), state(), "7"), []);
  const said = signals([bid("8", 41)], state({}, lot({ leader: "7" })), state(), "7");
  assert.deepEqual(said, [{ sound: "outbid", urgent: true, say: "Outbid: Ann bids £41m." }]);
});

test("a lead that lasted for part of a frame is outbid too", () => {
  const before = state({}, lot({ leader: null, price: null, bids: 0 }));
  const frame = [bid("7", 40), bid("8", 41)];
  assert.equal(outbidOn(before, state(), "7", null, frame), "1");
  assert.deepEqual(signals(frame, before, state(), "7").map((one) => one.sound), ["outbid"]);
});

test("a lot that starts and a lot that is sold are told, whichever event carries them", () => {
  const events = [
    { seq: 3, kind: "lot_sold", at: 0, data: { detail: { lot: "1", participant: "8", price: 41 } } },
    { seq: 4, kind: "lot_started", at: 0, data: { detail: { lot: "2" } } },
  ];
  const sold = lot({ status: "sold", leader: null, sold_to: "8", sold_for: 41 });
  const after = state({}, sold, lot({ id: "2", number: 2, asset: asset("Rice"), price: null, leader: null }));
  assert.deepEqual(signals(events, state(), after, "7").map((one) => one.say), [
    "Saka sold to Ann for £41m.", "Lot 2: Rice, from £5m.",
  ]);
});

test("amounts up to six characters, in a unit as short, have room beside each other", () => {
  assert.equal(lengthClasses(200, "£m"), "");
  assert.equal(lengthClasses(200, "credits"), "has-long-amounts");
  assert.equal(lengthClasses(1042, "£m"), "has-long-amounts");
  assert.equal(lengthClasses(1_000_000, "€"), "has-long-numbers has-long-amounts");
});

test("what owners brought along is neither for sale nor done", () => {
  const counts = { lots_total: 36, lots_sold: 5, lots_unsold: 2 };
  assert.deepEqual(lotCounts(state({ ...counts, lots_brought: 4 })), { total: 32, sold: 1, unsold: 2, withdrawn: 0 });
  assert.deepEqual(lotCounts(state(counts)), { total: 36, sold: 5, unsold: 2, withdrawn: 0 }, "as a server says it that doesn't tell");
});
