import assert from "node:assert/strict";
import test from "node:test";
import { MESSAGE_LENGTH, Talk } from "../../../../static/js/room/actions/talk.js";

const message = (id, text = `Text ${id}`) => ({ id: String(id), member: "7", name: "Max", text, at: 0 });

/** Messages whose server answers as told; an Error is one that can't be reached. */
function talk(...answers) {
  const asked = [];
  const answer = async (path, options) => {
    asked.push([options?.method ?? "GET", path, options?.body]);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const api = { call: answer, post: (path, body) => answer(path, { method: "POST", body }), changing: (method, body) => ({ method, body }) };
  return { asked, said: new Talk({ on: true, api, changed() {} }) };
}

const fine = (body) => ({ fine: true, body });
const page = (ids, before = null, open = true) => fine({ open, messages: ids.map((id) => message(id)), before });
const ids = (said) => said.messages.map((one) => one.id);

test("the newest are fetched, older ones page by page, and what comes by the socket once", async () => {
  const { said } = talk(page([4, 5], "4"), page([2, 3], null));
  await said.load();
  said.told({ message: message(6) });
  said.told({ message: message(6) });
  assert.deepEqual([ids(said), said.open, said.before], [["4", "5", "6"], true, "4"]);
  await said.older();
  assert.deepEqual([ids(said), said.before], [["2", "3", "4", "5", "6"], null]);
  await said.older();
});

test("coming back joins what is known, and begins anew where some may be missing", async () => {
  const { said } = talk(page([4, 5], "4"), page([5, 6], "5"), page([90, 91], "90"));
  await said.load();
  await said.load();
  assert.deepEqual([ids(said), said.before, said.unread], [["4", "5", "6"], "4", 1]);
  await said.load();
  assert.deepEqual([ids(said), said.before], [["90", "91"], "90"]);
});

/** An answer that is on its way until `come`. */
function later() {
  let come = () => undefined;
  const answer = new Promise((resolve) => (come = resolve));
  return { answer, come };
}

test("what the socket tells while they are fetched is newer than the answer", async () => {
  for (const written of [[], [1, 2]]) {
    const { answer, come } = later();
    const { said } = talk(answer);
    const loading = said.load();
    said.told({ message: message(3) });
    said.told({ removed: "2", open: false });
    said.told({ message: message(2) }); // told by another process, later than its removal
    come(page(written));
    await loading;
    assert.deepEqual([ids(said), said.open, said.unread], [[...written.slice(0, 1), 3].map(String), false, 1]);
  }
});

test("what the answer has too comes once, and an older answer never comes after a newer one", async () => {
  const first = later();
  const { said } = talk(first.answer, page([1, 3]));
  said.now = () => said.asked++;
  said.asked = 0;
  const loading = said.load();
  said.told({ message: message(3) });
  await said.load();
  first.come(page([1, 2]));
  await loading;
  assert.deepEqual(ids(said), ["1", "3"]);
});

test("what was removed while the line was away goes, and what was written to an empty room is counted", async () => {
  const { said } = talk(page([]), page([1, 2, 3]), page([1, 3]));
  await said.load();
  await said.load();
  assert.deepEqual([ids(said), said.unread], [["1", "2", "3"], 3]);
  await said.load();
  assert.deepEqual([ids(said), said.unread], [["1", "3"], 3]);
});

test("without a socket they are fetched again, and not too often", async () => {
  const { said, asked } = talk(page([1]), page([1, 2]));
  const clock = { at: 0 };
  said.now = () => clock.at;
  await said.load();
  for (clock.at of [2000, 9999, 10_000, 12_000]) await said.catchUp();
  assert.deepEqual([asked.length, ids(said)], [2, ["1", "2"]]);
});

test("what came while nobody looked is counted", async () => {
  const { said } = talk(page([1]));
  await said.load();
  said.told({ message: message(2) });
  assert.equal(said.unread, 1);
  said.look(true);
  said.told({ message: message(3) });
  assert.equal(said.unread, 0);
});

test("a page keeps its newest messages and can ask for those it let go", async () => {
  const { said } = talk(page([1]));
  await said.load();
  for (let id = 2; id <= 320; id += 1) said.told({ message: message(id) });
  assert.deepEqual([said.messages.length, said.messages[0].id, said.before], [300, "21", "21"]);
});

test("what is written is shown once and the field is empty again", async () => {
  const { said, asked } = talk(fine(message(9, "Hi")));
  said.type("  Hi ");
  await said.send();
  said.told({ message: message(9, "Hi") });
  assert.deepEqual([ids(said), said.text, asked], [["9"], "", [["POST", "messages", { text: "Hi" }]]]);
});

test("what isn't taken stays in the field, with the reason", async () => {
  const { said, asked } = talk({ fine: false, body: { detail: "Messages are off." } }, new Error("429"));
  said.type("Hi");
  await said.send();
  assert.deepEqual([said.text, said.said, said.busy], ["Hi", "Messages are off.", false]);
  await said.send();
  assert.deepEqual([said.text, said.said], ["Hi", "Not sent. Wait a moment, then try again."]);
  said.type("👏".repeat(MESSAGE_LENGTH + 1));
  await said.send();
  assert.match(said.said, /280 characters at most; yours has 281/);
  assert.equal(asked.length, 2);
  said.type("   ");
  await said.send();
  assert.equal(asked.length, 2);
});

test("whoever wrote a message may remove it, and nobody else's", () => {
  const said = new Talk({ on: true, member: "7", api: {}, changed() {} });
  assert.deepEqual([said.isOwn(message(1)), said.isOwn({ ...message(2), member: "8" })], [true, false]);
  assert.equal(new Talk({ on: true, api: {}, changed() {} }).isOwn(message(1)), false);
});

test("messages are removed, and turned off and on", async () => {
  const { said } = talk(page([1, 2]), fine({}), fine({}), { fine: false, body: {} });
  await said.load();
  await said.remove("1");
  assert.deepEqual(ids(said), ["2"]);
  await said.turn(false);
  assert.equal(said.open, false);
  said.told({ open: true, removed: "2" });
  assert.deepEqual([said.open, ids(said)], [true, []]);
  await said.remove("3");
  assert.equal(said.said, "Not removed. Try again.");
});

test("a room without messages asks for none", async () => {
  const said = new Talk({ on: false, api: { call: () => assert.fail("asked") }, changed() {} });
  await said.load();
  said.told({ message: message(1) });
  assert.deepEqual(said.messages, []);
});
