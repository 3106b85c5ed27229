/** Changing the pace: what is asked, and what is sent. */
import assert from "node:assert/strict";
import test from "node:test";
import { PaceChange } from "../../../../static/js/room/actions/pace_change.js";

const settings = { slow_lots: 20, slow_lot_minutes: 1440, slow_reset_minutes: 480, quiet_hours: null, time_zone: "UTC", lot_seconds: 30 };
const state = (format, changes = {}) => ({ auction: { format, status: "active", settings, ...changes } });

/** What would be asked, or sent. @param {object} of */
function recorded(of) {
  const told = [];
  const powers = { askAmount: (...all) => told.push(["ask", ...all]), run: (...all) => told.push(["run", ...all]) };
  return { told, pace: new PaceChange({ room: { state: of }, powers }) };
}

test("slow play is asked for with its settings, and the zone of who asks where nothing else was said", () => {
  const { told, pace } = recorded(state("live"));
  pace.ask();
  const [[, power, args, asked]] = told;
  assert.deepEqual([power, args.format, args.slow_lots, args.quiet_hours, asked.pace], ["change_pace", "slow", 20, "", true]);
  assert.equal(args.time_zone, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const nights = recorded(state("live", { settings: { ...settings, quiet_hours: "22:00–08:00" } }));
  nights.pace.ask();
  assert.deepEqual([nights.told[0][2].quiet_hours, nights.told[0][2].time_zone], ["22:00–08:00", "UTC"]);
});

test("live play has nothing to say, and what waits is called off by what is", () => {
  const { told, pace } = recorded(state("slow"));
  pace.ask();
  pace.keep();
  assert.deepEqual(told.map((one) => one.slice(0, 3)), [["ask", "change_pace", { format: "live" }], ["run", "change_pace", { format: "slow" }]]);
});
