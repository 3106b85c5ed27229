import assert from "node:assert/strict";
import test from "node:test";
import { isMyTurn, nominator } from "../../../../static/js/room/selectors/nominations.js";

const auction = { status: "active", next_nominator: "7" };
const state = { auction, participants: [{ id: "7", name: "Max" }, { id: "8", name: "Mia" }] };

test("it is the turn of one, and of nobody while the auction stands", () => {
  assert.equal(nominator(state).name, "Max");
  assert.equal(isMyTurn(state, { participant: "7" }), true);
  assert.equal(isMyTurn(state, { participant: "8" }), false);
  assert.equal(isMyTurn({ auction: { ...auction, status: "paused" } }, { participant: "7" }), false);
  assert.equal(isMyTurn({ auction: { ...auction, next_nominator: null } }, { participant: null }), false);
});
