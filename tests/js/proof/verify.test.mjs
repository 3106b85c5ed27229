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
