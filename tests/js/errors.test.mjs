/** What a page tells the server of an error. */
import assert from "node:assert/strict";
import test from "node:test";

globalThis.window ??= { addEventListener: () => undefined };
const { reportOf } = await import("../../static/js/errors.js");

const PAGE = "/auction/1/";

test("an error is told with its name, its place and its stack", () => {
  const error = new TypeError("lot is undefined");
  const report = reportOf(error, { filename: "https://a.example/static/js/room/room.js", lineno: 4, colno: 2 }, PAGE);
  assert.equal(report.message, "TypeError: lot is undefined");
  assert.equal(report.script, "https://a.example/static/js/room/room.js");
  assert.deepEqual([report.line, report.column, report.page], [4, 2, PAGE]);
  assert.match(report.stack, /TypeError: lot is undefined/);
});

test("a query and a hash of a script are left out", () => {
  assert.equal(reportOf("x", { filename: "https://a.example/x.js?token=1#y" }, PAGE).script, "https://a.example/x.js");
});

test("what isn't an error is told as a text", () => {
  assert.equal(reportOf("just a text", {}, PAGE).message, "just a text");
  assert.equal(reportOf(undefined, {}, PAGE).message, "undefined");
  assert.equal(reportOf("", {}, PAGE).message, "unknown");
});

test("nothing is longer than the server takes", () => {
  const error = new Error("m".repeat(9000));
  error.stack = "s".repeat(9000);
  const report = reportOf(error, { filename: "f".repeat(900) }, `/${"p".repeat(900)}`);
  const lengths = [report.message, report.script, report.stack, report.page].map((each) => each.length);
  assert.deepEqual(lengths, [500, 300, 3000, 300]);
  assert.ok(JSON.stringify(report).length < 8192);
});
