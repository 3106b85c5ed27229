import assert from "node:assert/strict";
import test from "node:test";
import { readWholeNumber } from "../../static/js/numbers.js";
import { vectors } from "./vectors.mjs";

for (const { text, number, problem } of vectors("numbers")) {
  test(`“${text}” is ${number ?? "no number"}`, () => assert.deepEqual(readWholeNumber(text), problem ? { problem } : { number }));
}
