import assert from "node:assert/strict";
import { test } from "node:test";

import { withBidder } from "../../../../static/js/room/selectors/owners.js";

const bid = { seq: 7, kind: "bid_placed", text: "Max bid £5m." };
const bidders = { 7: { user: "3", name: "Mona" }, 8: { user: "4", name: "Max" } };

test("an owner reads which of them made a bid, and what they made themselves", () => {
  assert.match(withBidder(bid, bidders, "4"), /^Max bid £5m \(.?Mona.?\)\.$/u);
  assert.equal(withBidder({ ...bid, seq: 8 }, bidders, "4"), "Max bid £5m (you).");
});

test("nothing is said of others' bids, and of what is no bid", () => {
  assert.equal(withBidder({ ...bid, seq: 9 }, bidders, "4"), bid.text);
  assert.equal(withBidder({ ...bid, kind: "lot_sold" }, bidders, "4"), bid.text);
});
