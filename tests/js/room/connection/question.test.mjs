/** A question that is asked anew while its command is made up. */
import assert from "node:assert/strict";
import test from "node:test";
import { Question } from "../../../../static/js/room/connection/question.js";

/** A question to a server that answers when the test says so. */
function asking() {
  const asked = [];
  const post = (path, body, id, signal) => new Promise((answer, fail) => asked.push({ path, body, signal, answer, fail }));
  return { asked, question: new Question({ post }) };
}

test("it is answered", async () => {
  const { asked, question } = asking();
  const answer = question.ask("preview", { name: "undo_sale" });
  assert.deepEqual([asked[0].path, asked[0].body], ["preview", { name: "undo_sale" }]);
  asked[0].answer({ fine: true, body: {} });
  assert.deepEqual(await answer, { fine: true, body: {} });
});

test("a newer one ends it, and is answered in its place", async () => {
  const { asked, question } = asking();
  const [first, second] = [question.ask("preview", {}), question.ask("preview", {})];
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, false]);
  asked[1].answer("newest");
  asked[0].fail(new Error("aborted"));
  assert.deepEqual(await Promise.all([first, second]), [null, "newest"]);
});

test("once it is dropped no answer counts, not even one that was there", async () => {
  const { asked, question } = asking();
  const answer = question.ask("preview", {});
  asked[0].answer({ fine: false, body: {} });
  question.drop();
  assert.ok(asked[0].signal.aborted);
  assert.equal(await answer, null);
});

test("whoever asks hears that the server can't be reached", async () => {
  const { asked, question } = asking();
  const answer = question.ask("preview", {});
  asked[0].fail(new Error("no network"));
  await assert.rejects(answer, /no network/);
});

test("it waits eight seconds", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, question } = asking();
  const answer = question.ask("preview", {});
  context.mock.timers.tick(7999);
  assert.ok(!asked[0].signal.aborted);
  context.mock.timers.tick(1);
  assert.ok(asked[0].signal.aborted);
  asked[0].fail(new Error("aborted"));
  await assert.rejects(answer, /aborted/);
});
