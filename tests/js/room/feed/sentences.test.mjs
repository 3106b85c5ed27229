import assert from "node:assert/strict";
import test from "node:test";
import { describe } from "../../../../static/js/room/feed/sentences.js";
import { ann, asset, lot, max, state } from "../states.mjs";

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

/** What is said of each kind of event: of Max, of Saka, and of what else it tells. */
const SAID = [
  ["auction_created", {}, "Auction created."],
  ["participant_joined", { participant: "7" }, "Max joined."],
  ["participant_joined", { participant: "99" }, "Somebody joined."],
  ["seats_changed", { changed: 0, reason: "Checked." }, "Budgets, rosters and keepers stay as they are: Checked."],
  ["seats_changed", { changed: 1 }, "Budgets, rosters or keepers of 1 manager were changed."],
  ["seats_changed", { changed: 3, reason: "Late pay." }, "Budgets, rosters or keepers of 3 managers were changed: Late pay."],
  ["asset_kept", { lot: "1", participant: "7", amount: 12 }, "Max keeps Saka for £12m."],
  ["nomination_opened", { participant: "7" }, "Max is to put a lot up."],
  ["lot_added", { lot: "1", reason: "Forgotten." }, "Saka was added and comes up last: Forgotten."],
  ["lot_started", { lot: "1" }, "Saka is up, from £5m."],
  ["lot_started", { lot: "1", participant: "7" }, "Saka is up, from £5m, in the turn of Max."],
  ["bid_placed", { lot: "1", participant: "7", amount: 42, by_bot: true }, "A bot bid £42m for Max."],
  ["bid_placed", { lot: "1", participant: "7", amount: 42, on_behalf: true }, "The commissioner bid £42m for Max."],
  ["bid_taken_back", { lot: "1", participant: "7", amount: 42, retracted: true, reason: "A slip." }, "Max took back a bid of £42m: A slip."],
  ["bid_taken_back", { lot: "1", participant: "7", amount: 42 }, "Max's bid of £42m was taken back."],
  ["bid_restored", { lot: "1", participant: "7", amount: 42 }, "Max leads again at £42m."],
  ["proxy_bid", { lot: "1", participant: "7", amount: 42 }, "Max bid £42m automatically."],
  ["lot_extended", { lot: "1", hurried: true, reason: "Done." }, "The commissioner sells it now: Done."],
  ["lot_extended", { lot: "1", seconds: 1 }, "The commissioner added 1 s."],
  ["lot_extended", { lot: "1", seconds: -15 }, "The commissioner took 15 s."],
  ["lot_unsold", { lot: "1" }, "Saka went unsold."],
  ["lot_passed", { lot: "1", participant: "7" }, "Max passed on Saka."],
  ["lot_withdrawn", { lot: "1", bids: 3, reason: "Hurt." }, "Saka was withdrawn; the 3 bids on it were taken back: Hurt."],
  ["lot_skipped", { lot: "1", bids: 1 }, "Saka was skipped and comes up last; the bid on it was taken back."],
  ["sale_undone", { lot: "1", participant: "7", price: 42 }, "Saka to Max for £42m: undone."],
  ["sale_corrected", { lot: "1", participant: "7", price: 42, other: "8", before: 40 }, "Saka is Max's for £42m, corrected from Ann for £40m."],
  ["sale_corrected", { lot: "1", participant: "7", price: 42, other: "99", before: 40 }, "Saka is Max's for £42m, corrected from somebody for £40m."],
  ["asset_dropped", { lot: "1", participant: "7" }, "Max gave up Saka."],
  ["settings_changed", {}, "The settings changed."],
  ["settings_changed", { participant: "7", away: true }, "Max is away. Bidding won't wait for them."],
  ["settings_changed", { participant: "7", away: true, lost_line: true }, "Max's line was lost: a bot bids for them until they are back."],
  ["settings_adopted", { reason: "A new cap." }, "The league's settings were taken over: A new cap."],
  ["settings_adopted", { added: 2, again: 1, withdrawn: 4 }, "The league's settings were taken over: 3 more for sale, 4 withdrawn."],
  ["settings_adopted", { withdrawn: 4 }, "The league's settings were taken over: 4 withdrawn."],
  ["budget_adjusted", { participant: "7", amount: 1 }, "Max got £1m of budget."],
  ["budget_adjusted", { participant: "7", amount: -5, reason: "A fine." }, "Max lost £5m of budget: A fine."],
  ["pace_changed", { format: "slow", open: 0 }, "The rest is played slowly."],
  ["pace_changed", { format: "live", open: 0, again: 2, reason: "Late." }, "The rest is played live; 2 lots without a bid will come up again: Late."],
  ["pace_changed", { format: "live", open: 0, again: 1 }, "The rest is played live; 1 lot without a bid will come up again."],
  ["pace_changed", { format: "slow", open: 1 }, "When the open lot is over, the rest is played slowly."],
  ["pace_changed", { format: "live", open: 3 }, "When the 3 open lots are over, the rest is played live."],
  ["pace_changed", { format: "slow", kept: true }, "The auction stays slow, as it was."],
  ["pace_changed", { format: "live", kept: true, reason: "No." }, "The auction stays live, as it was: No."],
  ["queue_changed", { lot: "1", position: 1, reason: "Asked for." }, "Saka comes up next: Asked for."],
  ["queue_changed", { round: 2, again: 3, lowest: 5 }, "Round 2: 3 unsold lots come up again, from £5m."],
  ["auction_completed", {}, "All lots are done: the auction is complete."],
  ["auction_cancelled", { reason: "Rain" }, "Cancelled: Rain."],
];

for (const [kind, detail, sentence] of SAID) {
  test(`${kind}: ${sentence}`, () => assert.equal(describe({ seq: 3, kind, at: 0, data: { detail } }, state()).text, sentence));
}

test("an entry is of its event, in its time, and of who did it", () => {
  const event = { seq: 3, kind: "lot_passed", at: 1234, data: { detail: { lot: "1", participant: "7" } } };
  assert.deepEqual(describe(event, state()), { seq: 3, at: 1234, kind: "lot_passed", mark: "»", tone: "quiet", text: "Max passed on Saka.", participant: "7" });
});

test("an event of which little came is a sentence all the same", () => {
  const empty = { ...state(), lots: [], participants: [] };
  const text = (kind, detail) => describe({ seq: 3, kind, at: 0, ...(detail && { data: { detail } }) }, empty).text;
  assert.equal(text("lot_started"), "A lot is up.");
  assert.equal(text("assets_traded", { gives: ["1"], takes: [] }), "Somebody gives an asset to somebody for nothing.");
});

test("who joins, and what is started, is named from the event before the state", () => {
  const renamed = { participants: [{ ...max, name: "Maximilian" }], lots: [lot({ asset: asset("Rice"), opening_price: 9 })] };
  const text = (kind, detail) => describe({ seq: 3, kind, at: 0, data: { ...renamed, detail } }, state()).text;
  assert.equal(text("participant_joined", { participant: "7" }), "Maximilian joined.");
  assert.equal(text("lot_started", { lot: "1" }), "Rice is up, from £9m.");
  assert.equal(text("lot_unsold", {}), "Rice went unsold.", "the one lot that it carries");
});

test("a pause whose event gives no reason has the auction's", () => {
  const data = { auction: { pause_reason: "Tea break." }, detail: {} };
  assert.equal(describe({ seq: 3, kind: "auction_paused", at: 0, data }, state()).text, "Paused: Tea break.");
});

test("a stall that is hardly one is a tenth of a second", () => {
  const event = { seq: 3, kind: "lot_extended", at: 0, data: { detail: { lot: "1", ends_at: 5000, stalled_ms: 20 } } };
  assert.equal(describe(event, state()).text, "The server stalled for 0.1 s: 0.1 s more on the clock.");
});
