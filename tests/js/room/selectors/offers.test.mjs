import assert from "node:assert/strict";
import test from "node:test";
import { needsHold, offers, whyNoBid, whyNotAmount } from "../../../../static/js/room/selectors/offers.js";
import { ALL_OPEN, whyNoBids } from "../../../../static/js/room/selectors/switches.js";
import { lot, max, state, you } from "../states.mjs";
import { vectors } from "../../vectors.mjs";

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

test("whoever has no place left is told so, not that they have no money", () => {
  const room = state({}, lot({ leader: "7" }), lot({ id: "2", leader: null }));
  room.participants = [{ ...max, filled: 2, slots_max: 3 }];
  assert.equal(whyNoBid(room, { ...you, limits: { 2: 0 } }, room.lots[1], 0), "Your roster is full.");
});

test("a lot whose increment isn't told rises by one", () => {
  assert.deepEqual(offers(lot()), [{ amount: 42, plus: 0 }, { amount: 47, plus: 5 }, { amount: 52, plus: 10 }]);
});

test("each reason comes before those that matter less", () => {
  const off = { ...ALL_OPEN, bidding: false };
  const full = { ...state({ status: "paused", resumes_at: 3000 }, lot({ status: "sold", leader: "7" })), participants: [{ ...max, filled: 6 }] };
  const none = { ...you, limits: { 1: 0 }, no_place: { 1: "No GK any more." } };
  const why = (auction, more, me = none, switches = ALL_OPEN) => {
    const one = { ...full.lots[0], ...more };
    return whyNoBid({ ...full, auction: { ...full.auction, ...auction }, lots: [one] }, me, one, 2999, switches);
  };
  assert.match(why({}, {}, { ...none, participant: null }, off), /watching/);
  assert.equal(why({}, {}, none, off), whyNoBids(off));
  assert.equal(why({}, {}), "Paused: nobody can bid now.");
  assert.equal(why({ status: "active" }, {}), "This lot is closed.");
  assert.equal(why({ status: "active" }, { status: "open" }), "Bidding resumes in a moment.");
  assert.equal(why({ status: "active", resumes_at: 2999 }, { status: "open" }), "You lead, until somebody bids more.");
  assert.equal(why({ status: "active", resumes_at: null }, { status: "open", leader: "8" }), "Your roster is full.");
});

test("exactly the limit can be bid, and exactly the least", () => {
  const room = state({}, lot({ min_next: 97 }));
  assert.equal(whyNoBid(room, you, room.lots[0], 0), null);
  assert.equal(whyNotAmount(42, 42, lot(), "£m"), null);
});

test("a bid asks for a held button only above a fifth of the budget, and of a manager", () => {
  assert.equal(needsHold(40, lot({ price: 13 }), max), false);
  assert.equal(needsHold(41, lot({ price: 13 }), max), true);
  assert.equal(needsHold(41, lot({ price: 13 }), undefined), false);
});

for (const { name, settings, at, bid, auction, lot: open, me, limit, code } of vectors("bids")) {
  test(`a bid: ${name}`, () => {
    const [bidder, amount] = bid;
    const told = { ...auction, settings: { unit: "£m", ...settings } };
    const one = { id: "1", ...open };
    const seats = me ? [{ id: bidder, ...me }] : [];
    const why = whyNoBid({ auction: told, lots: [one], participants: seats }, { participant: me ? bidder : null, limits: { 1: limit } }, one, at);
    const problem = why ?? whyNotAmount(amount, limit, one, "£m");
    assert.equal(problem === null, code === "ok", problem ?? "");
  });
}
