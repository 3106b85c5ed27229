import assert from "node:assert/strict";
import test from "node:test";
import { Rehearsal } from "../../../static/js/room/rehearsal.js";

/** A rehearsal whose line tells what was asked of it, and whose clock the test moves. */
function rehearsal(status = "live") {
  const told = [];
  const at = { ms: 0 };
  const room = { link: { status }, changed() {} };
  const socket = { ping: () => told.push("ping"), drop: () => told.push("drop") };
  return { one: new Rehearsal({ room, connection: { socket }, now: () => at.ms }), told, at };
}

test("a practice bid goes there and back, and tells how long that took", () => {
  const { one, told, at } = rehearsal();
  one.practise();
  at.ms = 42;
  one.answered();
  one.answered();
  assert.deepEqual([told, one.bid], [["ping"], 42]);
});

test("a line that was cut is done when it is live again", () => {
  const { one, told, at } = rehearsal();
  one.reconnect();
  at.ms = 300;
  one.linked("catching-up");
  assert.equal(one.back, null);
  at.ms = 700;
  one.linked("live");
  one.linked("live");
  assert.deepEqual([told, one.back], [["drop"], 700]);
});

test("nothing is tried on a line that isn't live", () => {
  const { one, told } = rehearsal("offline");
  one.practise();
  one.reconnect();
  one.linked("live");
  one.answered();
  assert.deepEqual([told, one.bid, one.back], [[], null, null]);
});
