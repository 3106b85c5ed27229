import assert from "node:assert/strict";
import test from "node:test";
import { whyNoBid } from "../../../../static/js/room/selectors/offers.js";
import { Room } from "../../../../static/js/room/room.js";
import { ALL_OPEN, banner, isOff, whyNoBids } from "../../../../static/js/room/selectors/switches.js";
import { vectors } from "../../vectors.mjs";

const off = (name) => ({ ...ALL_OPEN, [name]: name === "read_only", version: 7 });

test("in operation nothing is said and everything can be done", () => {
  assert.equal(banner(ALL_OPEN, "active"), null);
  assert.equal(whyNoBids(ALL_OPEN), null);
  assert.equal(isOff(ALL_OPEN, "resume"), false);
});

test("new auctions that are switched off are nothing to a room", () => {
  assert.equal(banner(off("new_auctions"), "active"), null);
  assert.equal(whyNoBids(off("new_auctions")), null);
});

test("a banner says what is off, and what becomes of this auction", () => {
  assert.match(banner(off("bidding"), "active"), /bidding off for a while\. The clock stands until it is back\.$/);
  assert.match(banner(off("bidding"), "waiting"), /can begin when it is back\.$/);
  assert.match(banner(off("running_auctions"), "paused"), /paused all auctions.*the commissioner resumes/);
  assert.match(banner(off("running_auctions"), "waiting"), /can begin once they resume/);
  assert.match(banner(off("read_only"), "active"), /Nothing can be changed/);
});

test("an auction that is over minds only that nothing can be changed", () => {
  assert.equal(banner(off("bidding"), "completed"), null);
  assert.equal(banner(off("running_auctions"), "cancelled"), null);
  assert.match(banner(off("read_only"), "completed"), /Nothing/);
});

test("a manager can't bid while it is off, and one who watches is told that they watch", () => {
  const lot = { id: "1", status: "open", leader: null, price: null, opening_price: 5, min_next: 5 };
  const state = {
    auction: { status: "active", resumes_at: null, settings: { unit: "£m", increment: 1 } },
    lots: [lot],
    participants: [{ id: "7", filled: 0, slots_max: 3, max_bid: 90 }],
  };
  const you = { participant: "7", limits: { 1: 90 } };
  assert.equal(whyNoBid(state, you, lot, 0, ALL_OPEN), null);
  for (const name of ["bidding", "running_auctions", "read_only"]) {
    assert.equal(whyNoBid(state, you, lot, 0, off(name)), whyNoBids(off(name)));
    assert.match(whyNoBids(off(name)), /for a while\.$/);
  }
  assert.match(whyNoBid(state, { participant: null }, lot, 0, off("bidding")), /watching/);
});

test("what the commissioner can't do meanwhile", () => {
  const names = ["begin", "pause", "resume", "cancel", "undo_sale", "pass"];
  const offs = (name) => names.filter((command) => isOff(off(name), command));
  assert.deepEqual(offs("bidding"), ["begin", "resume"]);
  assert.deepEqual(offs("running_auctions"), ["begin", "resume"]);
  assert.deepEqual(offs("read_only"), names);
});

test("a room remembers what it was told last, and forgets it where nobody would say that it is over", () => {
  let drawn = 0;
  const clock = { serverNow: () => 0, monotonic: () => 0 };
  const room = new Room({ clock, api: {}, dataset: {}, changed: () => (drawn += 1), tell() {} });
  assert.equal(room.switches, ALL_OPEN);
  room.switched({ type: "switches", ...off("bidding") });
  assert.equal(room.switches.bidding, false);
  assert.equal(drawn, 1);
  room.linked("catching-up", "");
  assert.equal(room.switches.bidding, false);
  room.linked("http", "");
  assert.equal(room.switches, ALL_OPEN);
});

for (const { off: name, status, command, code } of vectors("switches")) {
  test(`${command} while ${name ?? "nothing"} is off, ${status}`, () => {
    const switches = name === null ? ALL_OPEN : off(name);
    if (command === "bid") assert.equal(whyNoBids(switches) === null, code === "ok");
    else assert.equal(isOff(switches, command), code !== "ok");
  });
}
