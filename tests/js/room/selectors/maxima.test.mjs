import assert from "node:assert/strict";
import test from "node:test";
import { maximumOn, offersMaxima, whyNotMaximum } from "../../../../static/js/room/selectors/maxima.js";

const lot = (more) => ({ id: "1", number: 1, asset: { name: "Ajax" }, status: "open", opening_price: 4, price: 10, leader: "8", min_next: 11, ...more });

test("a maximum is offered where the settings say so, and known to its owner alone", () => {
  assert.equal(offersMaxima({ auction: { settings: { proxies: true } } }), true);
  assert.equal(offersMaxima({ auction: { settings: {} } }), false);
  assert.equal(maximumOn({ proxies: { 1: 50 } }, "1"), 50);
  assert.equal(maximumOn({ proxies: { 1: 50 } }, "2"), undefined);
});

test("why a maximum is pointless is said in words, by who leads", () => {
  const cases = [
    [11, {}, null],
    [10, {}, "The next bid is £11m: your maximum can't be lower."],
    [10, { leader: "7" }, null],
    [9, { leader: "7" }, "You lead at £10m: your maximum can't be lower."],
    [3, { price: null, leader: null, min_next: 4, status: "queued" }, "The next bid is £4m: your maximum can't be lower."],
    [NaN, {}, "Give a whole number."],
  ];
  for (const [maximum, more, why] of cases) assert.equal(whyNotMaximum(maximum, lot(more), "7", "£m"), why);
});
