import assert from "node:assert/strict";
import test from "node:test";
import { lengthClasses, money, monogram, tone, unitParts } from "../../../static/js/room/money.js";
import { vectors } from "../vectors.mjs";

test("a currency sign stands before the number, words behind it", () => {
  assert.equal(money(1042, "£m"), "£1,042m");
  assert.equal(money(42, "₹ lakh"), "₹42 lakh");
  assert.equal(money(42, "credits"), "42 credits");
  assert.equal(money(42, "€"), "€42");
  assert.deepEqual(unitParts("pts"), { before: "", after: " pts" });
});

test("a monogram takes the first and the last word", () => {
  assert.equal(monogram("Virgil van Dijk"), "VD");
  assert.equal(monogram("Rodri"), "R");
  assert.equal(monogram("Østergård"), "Ø");
  assert.equal(tone("Rodri"), tone("Rodri"));
});

test("amounts up to six characters, in a unit as short, have room beside each other", () => {
  assert.equal(lengthClasses(200, "£m"), "");
  assert.equal(lengthClasses(200, "credits"), "has-long-amounts");
  assert.equal(lengthClasses(1042, "£m"), "has-long-amounts");
  assert.equal(lengthClasses(1_000_000, "€"), "has-long-numbers has-long-amounts");
});

for (const { amount, unit, text } of vectors("money")) {
  test(`${amount} in “${unit}” is ${text}`, () => assert.equal(money(amount, unit), text));
}
