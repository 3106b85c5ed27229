/** A seat for who comes late: what is typed is looked at before it is given. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { LateSeats } from "../../../../static/js/room/actions/late.js";

const otto = () => ({ id: "9", name: "Otto", sentence: "Starts with £200m.", budget: 200 });

/** @param {(path: string, body: any) => any} answer */
function seats(answer) {
  const asked = [];
  const room = { late: [otto()], isCommissioner: true, spectators: 1, state: { auction: { status: "active" } }, changed() {} };
  const post = async (path, body) => (asked.push([path, body]), answer(path, body));
  const said = [];
  const call = async () => ({ fine: true, body: { members: [otto()] } });
  return { asked, room, said, late: new LateSeats({ room, api: { post, call }, say: (text) => said.push(text) }) };
}

test("a budget is previewed as it is typed, and given", async () => {
  const { asked, room, late } = seats(() => ({ fine: true, body: { sentences: ["Otto starts with £1,200m.", "The others have £5m left."] } }));
  const [one] = room.late;
  await late.offer(one, "1,200");
  assert.equal(one.sentence, "Otto starts with £1,200m. The others have £5m left.");
  await late.give(one);
  assert.deepEqual(asked, [["seats?dry_run=1", { member: "9", budget: 1200 }], ["seats", { member: "9", budget: 1200 }]]);
  assert.deepEqual(room.late, []);
});

test("what is no budget asks nobody, and says why", async () => {
  const { asked, room, late } = seats(() => assert.fail());
  const [one] = room.late;
  for (const [text, problem] of [["lots", /whole number/], ["-1", /0 or more/], ["10.000", /could be/]]) {
    await late.offer(one, text);
    assert.match(one.problem, problem);
  }
  assert.deepEqual([asked, one.budget], [[], 200]);
});

test("only the newest answer counts", async () => {
  const answers = [];
  const { room, late } = seats(() => new Promise((resolve) => answers.push(resolve)));
  const [one] = room.late;
  const both = [late.offer(one, "12"), late.offer(one, "120")];
  answers[1]({ fine: true, body: { sentences: ["120."] } });
  answers[0]({ fine: true, body: { sentences: ["12."] } });
  await Promise.all(both);
  assert.deepEqual([one.budget, one.sentence], [120, "120."]);
});

test("what is typed stays while others come to watch", async () => {
  const { room, late } = seats(() => ({ fine: true, body: { sentences: ["120."] } }));
  const offered = late.offer(room.late[0], "120");
  await late.look();
  await offered;
  assert.deepEqual([room.late.length, room.late[0].budget, room.late[0].sentence], [1, 120, "120."]);
});

test("who has gone meanwhile isn't brought back by an older answer", async () => {
  const { room, late } = seats(() => assert.fail());
  const answers = [];
  late.api.call = () => new Promise((resolve) => answers.push(resolve));
  room.late = [];
  const first = late.look();
  room.spectators = 0;
  const second = late.look();
  answers[1]({ fine: true, body: { members: [] } });
  answers[0]({ fine: true, body: { members: [otto()] } });
  await Promise.all([first, second]);
  assert.deepEqual(room.late, []);
});

test("a refusal is said where the budget is typed", async () => {
  const { room, late } = seats(() => ({ fine: false, body: { detail: "budget: must be a whole number" } }));
  await late.offer(room.late[0], "1000000001");
  assert.equal(room.late[0].problem, "budget: must be a whole number");
});

test("who came late is asked for once while nobody else watches", async () => {
  const { room, late } = seats(() => assert.fail());
  room.late = [];
  await late.look();
  assert.equal(room.late.length, 1);
  room.late = [];
  await late.look();
  assert.deepEqual(room.late, []);
});
