import assert from "node:assert/strict";
import { test } from "node:test";
import { EmptySeats } from "../../../../static/js/room/actions/empty_seats.js";

/** @param {object} answer */
function seats(answer) {
  const calls = [], said = [];
  const api = { changing: (method) => ({ method }), call: async (path, { method }) => (calls.push([method, path]), answer) };
  return { calls, said, seats: new EmptySeats({ api, say: (text) => said.push(text) }) };
}

test("a bot comes by one press and goes by another", async () => {
  const { calls, said, seats: mine } = seats({ fine: true, body: {} });
  await mine.fill({ id: "7", name: "Max" });
  await mine.empty({ id: "7", name: "Max" });
  assert.deepEqual(calls, [["PUT", "seats/7/bot"], ["DELETE", "seats/7/bot"]]);
  assert.deepEqual(said.map((text) => text.replace(/[\u2068\u2069]/g, "")), ["A bot plays for Max until somebody comes for the seat.", "No bot plays for Max."]);
});

test("a refusal is said in its words", async () => {
  const { said, seats: mine } = seats({ fine: false, body: { detail: "Somebody has been here." } });
  await mine.fill({ id: "7", name: "Max" });
  assert.deepEqual(said, ["Somebody has been here."]);
});
