/** What the commissioner's questions ask for, and what they send. */
import assert from "node:assert/strict";
import test from "node:test";
import { Powers } from "../../../../static/js/room/actions/powers.js";
import { describe } from "../../../../static/js/room/feed/sentences.js";

const lot = { id: "7", number: 1, asset: { name: "Saka" }, price: 5, leader: "2", min_next: 6, opening_price: 1, status: "open" };
const people = [{ id: "2", name: "Mia", roster: [] }, { id: "3", name: "Max", roster: [] }];
const state = { auction: { settings: { unit: "£m" } }, lots: [lot], participants: people };

/** Actions that write down what they are asked for; each preview is answered when the test says so. */
function recorded() {
  const told = [], answers = [];
  const room = { state, unit: "£m", ui: { dialog: null }, changed() {} };
  const actions = {
    room,
    run: (busy, { name, args }) => told.push(["run", name, args]),
    ask: (asked, name, args) => told.push(["ask", name, args, asked.title]),
    show: (dialog) => (room.ui.dialog = dialog),
    api: { preview: (name, args) => new Promise((answer) => answers.push([name, args, answer])) },
  };
  return { told, answers, room, powers: new Powers(actions) };
}

test("a lot that nobody leads is skipped at once, and one with bids after a question", () => {
  const { told, powers } = recorded();
  powers.skip({ ...lot, leader: null });
  powers.skip(lot);
  powers.withdraw(lot);
  powers.moveNext(lot);
  assert.deepEqual(told, [
    ["run", "skip_lot", { lot: "7" }],
    ["ask", "skip_lot", { lot: "7" }, "Skip Saka?"],
    ["ask", "withdraw_lot", { lot: "7" }, "Withdraw Saka?"],
    ["run", "move_lot", { lot: "7", position: 1 }],
  ]);
});

test("the bid that is taken back is that of who led when it was asked", () => {
  const { told, powers } = recorded();
  powers.takeBack(lot);
  powers.retract(lot);
  assert.deepEqual(told, [
    ["ask", "take_back_bid", { lot: "7", participant: "2" }, "Take back Mia's bid of £5m?"],
    ["run", "retract_bid", { lot: "7" }],
  ]);
});

test("of what is typed only the newest answer counts", async () => {
  const { answers, room, powers } = recorded();
  const [, max] = people;
  const asking = powers.bidFor(max);
  const changing = powers.change({ amount: 9 });
  assert.deepEqual(answers.map(([name, args]) => [name, args.amount]), [["bid_for", 6], ["bid_for", 9]]);
  answers[1][2]({ sentences: ["Nine."] });
  await changing;
  answers[0][2]({ sentences: ["Six."] });
  await asking;
  assert.deepEqual([room.ui.dialog.args, room.ui.dialog.sentences], [{ lot: "7", participant: "3", amount: 9 }, ["Nine."]]);
});

test("a budget is asked for without an amount, and nothing is looked at before there is one", () => {
  const { answers, room, powers } = recorded();
  powers.budget(people[1]);
  assert.deepEqual([room.ui.dialog.power, room.ui.dialog.args, answers], ["adjust_budget", { participant: "3", amount: 0 }, []]);
});

test("what was done to a bid, a lot or a budget is told to everybody", () => {
  const told = (kind, detail) => describe({ seq: 1, kind, at: 0, data: { detail } }, state)?.text;
  const bid = { lot: "7", participant: "2", amount: 5 };
  assert.equal(told("bid_placed", { ...bid, on_behalf: true }), "The commissioner bid £5m for Mia.");
  assert.equal(told("bid_placed", { ...bid, by_bot: true }), "A bot bid £5m for Mia.");
  assert.equal(told("bid_taken_back", { ...bid, retracted: false, reason: "Misheard." }), "Mia's bid of £5m was taken back: Misheard.");
  assert.equal(told("bid_taken_back", { ...bid, retracted: true }), "Mia took back a bid of £5m.");
  assert.equal(told("bid_restored", bid), "Mia leads again at £5m.");
  assert.equal(told("budget_adjusted", { participant: "2", amount: -20, reason: "Late fee" }), "Mia lost £20m of budget: Late fee.");
  assert.equal(told("budget_adjusted", { participant: "2", amount: 20 }), "Mia got £20m of budget.");
  assert.equal(told("lot_withdrawn", { lot: "7", bids: 1, reason: "Injured" }), "Saka was withdrawn; the bid on it was taken back: Injured.");
  assert.equal(told("pace_changed", { format: "slow", open: 1, again: 0 }), "When the open lot is over, the rest is played slowly.");
  assert.equal(told("pace_changed", { format: "live", open: 3, again: 2 }), "When the 3 open lots are over, the rest is played live; 2 lots without a bid will come up again.");
  assert.equal(told("pace_changed", { format: "slow", open: 0, again: 0, reason: "It is late." }), "The rest is played slowly: It is late.");
  assert.equal(told("pace_changed", { format: "live", kept: true }), "The auction stays live, as it was.");
  assert.equal(told("lot_skipped", { lot: "7", bids: 0 }), "Saka was skipped and comes up last.");
  assert.equal(told("queue_changed", { lot: "7", position: 1 }), "Saka comes up next.");
});
