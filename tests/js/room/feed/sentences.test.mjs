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
