import assert from "node:assert/strict";
import test from "node:test";
import { Targets, against, inShort } from "../../../../static/js/room/actions/targets.js";

const wanted = { asset: { id: "7" }, place: 1, worth: 45, note: "Only without Mia" };

/** A list over HTTP: `answers` come one after the other; an Error is a network that is away. */
function list(...answers) {
  const asked = [];
  const drawn = [];
  const clock = { now: 0 };
  const fetcher = async (url) => {
    asked.push(url);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { ok: answer !== null, json: async () => ({ targets: answer }) };
  };
  const targets = new Targets({ url: "/targets", changed: () => drawn.push(1), fetcher, now: () => clock.now });
  return { targets, asked, drawn, clock };
}

test("what is wanted is known by its asset, and fetched again when it is no longer fresh", async () => {
  const { targets, asked, drawn, clock } = list([wanted], []);
  await targets.look();
  await targets.look();
  assert.deepEqual(targets.of("7"), { place: 1, worth: 45, note: "Only without Mia" });
  assert.equal(targets.of("8"), undefined);
  assert.deepEqual([asked.length, drawn.length], [1, 1]);
  clock.now = 5000;
  await targets.look();
  assert.equal(targets.of("7"), undefined);
});

test("a network that is away is asked again the next time, and a refusal leaves what is known", async () => {
  const { targets, asked, clock } = list(new Error("away"), [wanted], null);
  await targets.look();
  await targets.look();
  assert.equal(targets.of("7").worth, 45);
  clock.now = 5000;
  await targets.look();
  assert.deepEqual([targets.of("7").worth, asked.length], [45, 3]);
});

test("who has no list asks for none", async () => {
  const targets = new Targets({ url: "", changed() {}, fetcher: () => assert.fail("asked") });
  await targets.look();
  assert.equal(targets.of("7"), undefined);
});

test("a target is said in few words, and against the next bid", () => {
  const words = (worth) => [inShort({ worth }, "£m"), against({ worth }, 40, "£m")];
  assert.deepEqual(words(45), ["Your £45m", "£5m left"]);
  assert.deepEqual(words(40), ["Your £40m", "just that"]);
  assert.deepEqual(words(32), ["Your £32m", "£8m over"]);
  assert.deepEqual(words(0), ["Your £0m", "£40m over"]);
  assert.deepEqual(words(null), ["Your target", ""]);
});
