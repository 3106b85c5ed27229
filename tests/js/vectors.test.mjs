/** The cases that the server's rules play too: where the page says something of a rule, it says the same. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isolated } from "../../static/js/bidi.js";
import { inAntiSnipeWindow, remaining } from "../../static/js/room/selectors/deadlines.js";
import { readWholeNumber } from "../../static/js/numbers.js";
import { money } from "../../static/js/room/money.js";
import { whyNoBid, whyNotAmount } from "../../static/js/room/actions/offers.js";
import { phaseOf } from "../../static/js/room/selectors/phase.js";
import { ALL_OPEN, isOff, whyNoBids } from "../../static/js/room/selectors/switches.js";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8")).vectors;

for (const { name, settings, at, auction, lot, left, takes_bids: takesBids, extends: moves } of vectors("clock")) {
  test(`the clock: ${name}`, () => {
    const told = { ...auction, settings: { anti_snipe_seconds: 10, ...settings } };
    const phase = phaseOf({ auction: told, lots: [lot], participants: [] }, at);
    assert.equal(remaining(lot, at, auction.resumes_at), left);
    assert.equal(phase === "running" || phase === "final", takesBids, phase);
    assert.equal(phase === "final", moves, phase);
    if (moves) assert.equal(inAntiSnipeWindow(lot, told, at), true);
  });
}

for (const { name, settings, at, bid, auction, lot, me, limit, code } of vectors("bids")) {
  test(`a bid: ${name}`, () => {
    const [bidder, amount] = bid;
    const told = { ...auction, settings: { unit: "£m", ...settings } };
    const seats = me ? [{ id: bidder, ...me }] : [];
    const you = { participant: me ? bidder : null, limits: { 1: limit } };
    const one = { id: "1", ...lot };
    const why = whyNoBid({ auction: told, lots: [one], participants: seats }, you, one, at);
    const problem = why ?? whyNotAmount(amount, limit, one, "£m");
    assert.equal(problem === null, code === "ok", problem ?? "");
  });
}

for (const { off, status, command, code } of vectors("switches")) {
  test(`${command} while ${off ?? "nothing"} is off, ${status}`, () => {
    const switches = off === null ? ALL_OPEN : { ...ALL_OPEN, [off]: off === "read_only" };
    if (command === "bid") assert.equal(whyNoBids(switches) === null, code === "ok");
    else assert.equal(isOff(switches, command), code !== "ok");
  });
}

for (const { amount, unit, text } of vectors("money")) {
  test(`${amount} in “${unit}” is ${text}`, () => assert.equal(money(amount, unit), text));
}

for (const { text, number, problem } of vectors("numbers")) {
  test(`“${text}” is ${number ?? "no number"}`, () => assert.deepEqual(readWholeNumber(text), problem ? { problem } : { number }));
}

for (const { name, fenced } of vectors("isolates")) {
  test(`“${name}” in a sentence`, () => assert.equal(isolated(name), fenced ? `\u2068${name}\u2069` : name));
}
