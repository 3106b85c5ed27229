import assert from "node:assert/strict";
import test from "node:test";
import { duration, lengthClasses, money, monogram, tone, unitParts } from "../../../static/js/room/money.js";
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
  assert.equal(lengthClasses(1042, "€"), "");
  assert.equal(lengthClasses(10_042, "lakh"), "");
  assert.equal(lengthClasses(1_000_000, "€"), "has-long-numbers has-long-amounts");
});

test("a time is in seconds, minutes, or both", () => {
  const times = [-1, 0, 499, 500, 59_499, 59_500, 61_000, 120_000, 125_000];
  assert.deepEqual(times.map(duration), ["0 s", "0 s", "0 s", "1 s", "59 s", "1 min", "1 min 1 s", "2 min", "2 min 5 s"]);
});

test("a name's letters and its tone are of the name alone", () => {
  assert.deepEqual(["Heung-min Son", "N. Jackson", "team 7", "Max – 🙂", "…"].map(monogram), ["HS", "NJ", "T7", "M", ""]);
  const tones = Array.from({ length: 200 }, (_, at) => tone(`Manager ${at}`));
  assert.deepEqual([...new Set(tones)].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
});

for (const { amount, unit, text } of vectors("money")) {
  test(`${amount} in “${unit}” is ${text}`, () => assert.equal(money(amount, unit), text));
}
