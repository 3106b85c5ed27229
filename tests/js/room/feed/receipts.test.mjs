import assert from "node:assert/strict";
import test from "node:test";
import { receiptOf } from "../../../../static/js/room/feed/receipts.js";

const BID = { kind: "bid_placed", seq: 12, participant: "7" };
const reading = (entry, role, participant = "7") => receiptOf(entry, "a1", { role, participant });

test("a bid leads to its receipt for its bidder and for commissioners, by its event", () => {
  assert.equal(reading(BID, "manager"), "/auction/a1/receipt/12/");
  assert.equal(reading(BID, "commissioner", "8"), "/auction/a1/receipt/12/");
  assert.equal(reading(BID, "commissioner", null), "/auction/a1/receipt/12/");
  assert.equal(reading(BID, "manager", "8"), null);
  assert.equal(reading({ ...BID, participant: undefined }, "spectator", null), null);
});

test("what a maximum bid, and what is no bid, lead nowhere", () => {
  assert.equal(reading({ ...BID, kind: "proxy_bid" }, "manager"), null);
  assert.equal(reading({ ...BID, kind: "lot_sold" }, "commissioner"), null);
});

test("one's own refused bid leads to its receipt by its command", () => {
  assert.equal(reading({ kind: "bid_refused", seq: 12.001, command: "c5" }, "manager"), "/auction/a1/receipt/c5/");
});
