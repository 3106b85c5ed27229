import assert from "node:assert/strict";
import test from "node:test";
import { fromRight, isolated } from "../../static/js/bidi.js";
import { vectors } from "./vectors.mjs";

test.afterEach(() => delete globalThis.document);

for (const { name, fenced } of vectors("isolates")) {
  test(`“${name}” in a sentence`, () => assert.equal(isolated(name), fenced ? `\u2068${name}\u2069` : name));
}

test("in a page that goes from right to left every name is fenced, and nothing isn't", () => {
  globalThis.document = { documentElement: { dir: "rtl" } };
  assert.equal(fromRight(), true);
  assert.equal(isolated("Max"), "\u2068Max\u2069");
  assert.equal(isolated(""), "");
  globalThis.document.documentElement.dir = "ltr";
  assert.equal(isolated("Max"), "Max");
});
