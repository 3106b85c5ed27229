/** The page that checks a journal says of each one what the script says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { canonical, chainFaults, hashOf, moneyFaults, parsed } from "../../../static/js/proof/verify.js";

const FILE = JSON.parse(readFileSync(new URL("../../vectors/proof.json", import.meta.url), "utf8"));

function edited(events, edits) {
  const changed = structuredClone(events);
  for (const [edit, ...places] of edits) {
    if (edit === "set") {
      const [at, path, value] = places;
      const inside = path.slice(0, -1).reduce((found, step) => found[step], changed[at]);
      inside[path.at(-1)] = value;
    } else if (edit === "remove") changed.splice(places[0], 1);
    else if (edit === "swap") [changed[places[0]], changed[places[1]]] = [changed[places[1]], changed[places[0]]];
    else if (edit === "copy") changed.splice(places[1], 0, structuredClone(changed[places[0]]));
    else assert.fail(edit);
  }
  return changed;
}

for (const { name, checks, edits, kept, faults } of FILE.vectors) {
  test(`${checks}: ${name}`, async () => {
    const events = edited(FILE.events, edits);
    const found = checks === "chain" ? await chainFaults(FILE.top, events, kept) : moneyFaults(events);
    assert.deepEqual(found, faults);
  });
}

test("canonical JSON has its keys in order, no spaces, and escapes nothing that it needn't", () => {
  assert.equal(canonical({ b: [1, null, "ü\n"], a: { d: true, c: "€" } }), '{"a":{"c":"€","d":true},"b":[1,null,"ü\\n"]}');
});

test("a file is its first line and the events", () => {
  const text = [FILE.top, ...FILE.events].map((line) => JSON.stringify(line)).join("\n") + "\n";
  assert.deepEqual(parsed(text), { top: FILE.top, events: FILE.events });
});

test("a file whose lines are no JSON isn't read", () => {
  assert.throws(() => parsed("{}\nnot a line"), SyntaxError);
});

test("an event's hash is of all but the hash itself", async () => {
  const [first] = FILE.events;
  assert.equal(await hashOf(first), first.hash);
  assert.equal(await hashOf({ ...first, hash: "another" }), first.hash);
  assert.notEqual(await hashOf({ ...first, seq: 99 }), first.hash);
});

test("how far the check has come is told after each event", async () => {
  const told = [];
  await chainFaults(FILE.top, FILE.events, "", (...far) => told.push(far));
  assert.deepEqual(told, FILE.events.map((_, at) => [at + 1, FILE.events.length]));
});

/** Faults of a chain that holds only these events, of which the last is the head. */
const alone = (events) => chainFaults({ ...FILE.top, head: { seq: events.at(-1).seq, hash: events.at(-1).hash } }, events);

test("the first event follows on the auction itself", async () => {
  const other = { ...FILE.events[0], before: FILE.events[0].hash };
  other.hash = await hashOf(other);
  assert.deepEqual(await alone([other]), ["Event 1 doesn't follow on event 0."]);
  assert.deepEqual(await alone(FILE.events.slice(0, 1)), []);
});

test("the first event, or the last but one, is missed as any other", async () => {
  assert.deepEqual(await alone(FILE.events.slice(1, 4)), ["Event 1 is missing."]);
  assert.deepEqual(await alone([...FILE.events.slice(0, 2), FILE.events[3]]), ["Event 3 is missing."]);
});

test("an event that stands there twice in a row is in its place", async () => {
  const [first, second] = FILE.events;
  assert.deepEqual(await alone([first, first, second]), ["Event 1 is there more than once."]);
});

/** Events of seat 7 and lot 5, as a journal has them. */
const happened = (more) => ({ seq: 1, kind: "other", detail: {}, ledger: [], lots: [], participants: [], ...more });
const seat = (more) => ({ id: 7, granted: 0, spent: 0, held: 0, roster: [], ...more });
const lot = (more) => ({ id: 5, number: 3, status: "open", opening_price: 10, price: null, leader: null, sold_to: null, sold_for: null, ...more });

for (const [kind, granted, spent] of [["grant", 5, 0], ["revoke", -5, 0], ["adjust", 5, 0], ["pay", -5, 0], ["receive", 5, 0], ["refund", 5, 0], ["capture", 0, 5], ["reverse", 0, -5]]) {
  test(`${kind}: what it does to a manager's money`, () => {
    const given = { kind: "grant", participant: 7, amount: 100 };
    const after = (more) => [happened({ ledger: [given, { kind, participant: 7, amount: 5 }], participants: [seat({ granted: 100 + granted, spent, ...more })] })];
    assert.deepEqual(moneyFaults(after()), []);
    for (const more of [{ granted: 101 + granted }, { spent: spent + 1 }, { held: 1 }]) {
      assert.deepEqual(moneyFaults(after(more)), ["Event 1: manager 7 has other money than was given, paid and bid."]);
    }
  });
}

test("all the money may be spent or bid, and no more", () => {
  const leading = (price) => happened({
    ledger: [{ kind: "grant", participant: 7, amount: 100 }, { kind: "capture", participant: 7, amount: 40 }],
    lots: [lot({ leader: 7, price })], participants: [seat({ granted: 100, spent: 40, held: price })],
  });
  assert.deepEqual(moneyFaults([leading(60)]), []);
  assert.deepEqual(moneyFaults([leading(61)]), ["Event 1: manager 7 has spent more than they had."]);
});

test("a manager to whom nothing was given yet has nothing", () => {
  assert.deepEqual(moneyFaults([happened({ participants: [seat()] })]), []);
});

test("a bid is at least the opening price, and may be just that", () => {
  const bid = (amount) => happened({ kind: "bid_placed", detail: { lot: 5, participant: 7, amount }, lots: [lot({ leader: 7, price: amount })] });
  assert.deepEqual(moneyFaults([bid(10)]), []);
  assert.deepEqual(moneyFaults([bid(9)]), ["Event 1: the bid on lot 3 is below its price."]);
});
