/** Sentences that are put together, where the page has a script of another language. */
import assert from "node:assert/strict";
import test from "node:test";

globalThis.translations = {
  plural: (n) => Number(n !== 1),
  words: {
    "The commissioner": "Der Spielleiter",
    "{commissioner} added {seconds} s{reason}.": "{commissioner} gibt {seconds} s dazu{reason}.",
    "{who} bid {amount}.": "{who} bietet {amount}.",
    "{lot} was withdrawn{bids}{reason}.": "{lot} wurde zurückgezogen{bids}{reason}.",
    "; the bid on it was taken back": ["; das Gebot darauf wurde zurückgenommen", "; die {number} Gebote darauf wurden zurückgenommen"],
    "who bid\u0004you": "du",
    "The auction is paused.": "Die Auktion ist pausiert.",
  },
};
const { describe } = await import("../../static/js/room/feed/sentences.js");
const { signals } = await import("../../static/js/room/feed/signals.js");
const { withBidder } = await import("../../static/js/room/selectors/owners.js");

const asset = { id: "1", name: "Saka", position: null, club: null, country: null, external_id: "" };
const lot = { id: "1", number: 1, asset, status: "open", opening_price: 5, price: 41, leader: "8", min_next: 42 };
const state = (commissioners) => ({
  auction: { status: "active", resumes_at: null, commissioners, settings: { unit: "£m" } }, lots: [lot], participants: [{ id: "7", name: "Max" }],
});
const event = (kind, detail) => ({ seq: 3, kind, at: 0, data: { detail } });
const text = (kind, detail, commissioners) => describe(event(kind, detail), state(commissioners)).text;

test("whose word it was is named in the sentence, or behind it", () => {
  const added = { lot: "1", seconds: 15, by: "Nora" };
  assert.equal(text("lot_extended", added, ["Nora"]), "Der Spielleiter gibt 15 s dazu.");
  assert.equal(text("lot_extended", added, ["Carla", "Nora"]), "Nora gibt 15 s dazu.");
  const withdrawn = { lot: "1", bids: 3, reason: "Verletzt.", by: "Nora" };
  const said = "Saka wurde zurückgezogen; die 3 Gebote darauf wurden zurückgenommen: Verletzt";
  assert.equal(text("lot_withdrawn", withdrawn, ["Nora"]), `${said}.`);
  assert.equal(text("lot_withdrawn", withdrawn, ["Carla", "Nora"]), `${said} (Nora).`);
});

test("which owner made a bid stands behind it", () => {
  const entry = describe(event("bid_placed", { lot: "1", participant: "7", amount: 42 }), state());
  assert.equal(withBidder(entry, { 3: { user: "5", name: "Mia" } }, "5"), "Max bietet £42m (du).");
});

test("a screen reader says it too, and in English what has no other words", () => {
  assert.deepEqual(signals([event("auction_paused", {})], state(), state(), null), [{ say: "Die Auktion ist pausiert." }]);
  assert.deepEqual(signals([event("auction_cancelled", {})], state(), state(), null).map(({ say }) => say), ["The auction was cancelled."]);
});
