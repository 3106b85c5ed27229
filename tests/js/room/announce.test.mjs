import assert from "node:assert/strict";
import { mock, test } from "node:test";

const places = { "room-says": { textContent: "" }, "room-alerts": { textContent: "" } };
globalThis.document = { title: "", getElementById: (id) => places[id], querySelector: () => null };
const { Announcer, APART_MS } = await import("../../../static/js/room/announce.js");

/** What stands in the two places after each step of the clock. */
function heardAfter(steps) {
  return steps.map((ms) => {
    for (let passed = 0; passed < ms; passed += 10) mock.timers.tick(10);
    return [places["room-says"].textContent, places["room-alerts"].textContent];
  });
}

test("announcements are a second and a half apart, the urgent one first, and old news is left out", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const announcer = new Announcer({});
  for (const text of ["one", "two", "three", "four"]) announcer.say(text);
  announcer.say("Outbid", true);
  const heard = heardAfter([40, APART_MS - 50, 60, APART_MS, APART_MS, APART_MS]);
  assert.deepEqual(heard.map(([polite, urgent]) => urgent && polite === "one" ? urgent : polite), [
    "one", "one", "Outbid", "three", "four", "four",
  ]);
  announcer.say("later");
  assert.deepEqual(heardAfter([40])[0][0], "later");
  mock.timers.reset();
});
