import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, nameOf, withLine, without } from "../../../static/js/operators/names.js";

const FRIDAY = "Friday 6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11";

test("a line is shown without the id that says which it is", () => {
  assert.equal(nameOf(FRIDAY), "Friday");
  assert.equal(nameOf("max@example.com"), "max@example.com");
  assert.equal(nameOf("6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11"), "6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11");
});

test("lines are added once and taken out again", () => {
  const two = withLine(withLine("", "max@example.com"), FRIDAY);
  assert.deepEqual(linesOf(two), ["max@example.com", FRIDAY]);
  assert.equal(withLine(two, FRIDAY), two);
  assert.equal(without(two, "max@example.com"), FRIDAY);
  assert.equal(without(FRIDAY, FRIDAY), "");
});
