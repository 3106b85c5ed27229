import assert from "node:assert/strict";
import test from "node:test";
import { Nominations } from "../../../../static/js/room/actions/nominations.js";

const lot = (id, name) => ({ id, number: Number(id), asset: { id: `5${id}`, name }, status: "queued", opening_price: 2 });

/** A room in which somebody has the turn; what is sent and looked for stays in lists. */
function turned(who = "7") {
  const auction = { status: "active", next_nominator: who, nomination_round: 1, turn_ends_at: 1_000, settings: {} };
  const state = { auction, lots: [lot("1", "Ajax"), lot("2", "Bayern")], participants: [{ id: "7", name: "Max" }, { id: "8", name: "Mia" }] };
  const room = { state, you: { participant: "7" }, ui: {}, drawn: 0, changed() { room.drawn += 1; } };
  const sent = [];
  const answer = { ok: true, message: "" };
  const commands = { issue: async (frame) => { sent.push(frame); return answer; } };
  const asked = [];
  const api = { queuedLots: async (text) => { asked.push(text); return [lot("30", "Celtic")]; } };
  return { room, sent, answer, asked, nominations: new Nominations({ room, commands, api, later: (work) => work() }) };
}

test("what is chosen goes up by its asset, with the bid that is typed", async () => {
  const { sent, nominations } = turned();
  nominations.choose(lot("2", "Bayern"));
  assert.equal(nominations.form.text, "2");
  nominations.type("1,000");
  await nominations.putUp();
  assert.deepEqual(sent, [{ type: "nominate", asset: "52", amount: 1000 }]);
});

test("a number that can't be read, and a refusal, are said, and the choice stays", async () => {
  const { sent, answer, nominations } = turned();
  await nominations.putUp();
  nominations.choose(lot("2", "Bayern"));
  nominations.type("many");
  await nominations.putUp();
  assert.deepEqual(sent, []);
  assert.ok(nominations.form.said);
  nominations.type("300");
  Object.assign(answer, { ok: false, message: "Your limit on this lot is £198m." });
  await nominations.putUp();
  assert.deepEqual([nominations.form.said, nominations.form.busy, nominations.form.lot.id], ["Your limit on this lot is £198m.", false, "2"]);
});

test("the next lots are offered first, then what is found", async () => {
  const { asked, nominations } = turned();
  assert.deepEqual(nominations.lots.map((one) => one.asset.name), ["Ajax", "Bayern"]);
  nominations.search(" celt ");
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(asked, ["celt"]);
  assert.deepEqual(nominations.lots.map((one) => one.asset.name), ["Celtic"]);
  nominations.search("");
  assert.equal(nominations.lots.length, 2);
});

test("a turn that is longer keeps what is chosen, and another begins with nothing", () => {
  const { room, nominations } = turned();
  nominations.choose(lot("2", "Bayern"));
  room.state.auction = { ...room.state.auction, turn_ends_at: 9_000 };
  assert.equal(nominations.form.lot?.asset.name, "Bayern", "a stall gave time back");
  room.state.auction = { ...room.state.auction, nomination_round: 2 };
  assert.equal(nominations.form.lot, null);
});
