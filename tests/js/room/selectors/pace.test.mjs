/** What is left, in the other pace: what is typed, and what is told. */
import assert from "node:assert/strict";
import test from "node:test";
import { hoursOf, ledOver, minutesOf, otherPace } from "../../../../static/js/room/selectors/pace.js";

const settings = { slow_lots: 20, slow_lot_minutes: 1440, slow_reset_minutes: 480, quiet_hours: null, time_zone: "UTC", lot_seconds: 30 };
const state = (format, changes = {}) => ({ auction: { format, status: "active", mode: "queue", settings, ...changes } });

test("hours are typed, and minutes kept", () => {
  const typed = [["24", 1440], ["1.5", 90], [" 0,25 ", 15], ["", NaN], ["a day", NaN], ["-1", NaN], ["1e3", NaN]];
  for (const [text, minutes] of typed) assert.equal(minutesOf(text), minutes, text);
  assert.deepEqual([1440, 90, 1, 480].map(hoursOf), ["24", "1.5", "0.02", "8"]);
});

test("whose page has become another is told so, once", () => {
  assert.equal(ledOver(state("live"), state("live")), null);
  const slowly = ledOver(state("live"), state("slow"));
  assert.equal(slowly.title, "The rest is played slowly");
  assert.equal(slowly.lines[0], "Up to 20 lots are open at once, each for 24 h. You don't have to stay.");
  assert.equal(ledOver(state("live"), state("slow", { mode: "nomination" })).lines[0].startsWith("Put lots up"), true);
  assert.equal(ledOver(state("slow"), state("live", { status: "paused" })).title, "The rest is played live");
  assert.equal(ledOver(state("live"), state("slow", { status: "completed" })), null);
  assert.deepEqual([otherPace(state("live")), otherPace(state("slow"))], ["slow", "live"]);
});
