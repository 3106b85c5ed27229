import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { MoreLots } from "../../../../static/js/room/actions/more_lots.js";

const UNKNOWN = "What it would mean can't be fetched now. Try again.";

/** A commissioner's question, whose server answers when the test says so. */
function asking() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const room = { ui: { dialog: null }, drawn: 0, changed() { room.drawn += 1; } };
  const api = { post: (path, body, id, signal) => new Promise((answer, fail) => asked.push({ path, body, signal, answer, fail })) };
  const actions = { room, api, show: (dialog) => { room.ui.dialog = dialog; } };
  const lots = new MoreLots({ actions });
  return { room, asked, lots };
}

/** The same, after a name was typed and looked up. */
function typed(name = "Saka") {
  const parts = asking();
  parts.lots.ask();
  parts.lots.type(name);
  mock.timers.tick(250);
  return parts;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
test.afterEach(() => mock.timers.reset());

test("the question is of a lot, and begins with nothing typed", () => {
  const { room, lots } = asking();
  assert.equal(lots.dialog, null);
  lots.ask();
  assert.deepEqual([lots.dialog.kind, lots.dialog.name, lots.dialog.error], ["lot", "", ""]);
  room.ui.dialog = { kind: "undo" };
  assert.equal(lots.dialog, null, "another question is none of ours");
});

test("a name is looked up a moment after the last letter, once", () => {
  const { asked, lots, room } = asking();
  lots.ask();
  lots.type("Sak");
  mock.timers.tick(249);
  lots.type(" Saka ");
  mock.timers.tick(249);
  assert.deepEqual([asked.length, room.drawn], [0, 2]);
  mock.timers.tick(1);
  assert.deepEqual(asked.map(({ path, body }) => [path, body]), [["lots?dry_run=1", { name: "Saka" }]]);
});

test("nothing is looked up where nothing is typed any more, or nobody is asked", () => {
  const { asked, lots } = asking();
  lots.type("Saka");
  lots.ask();
  lots.type("Saka");
  lots.type("  ");
  mock.timers.tick(1000);
  assert.deepEqual(asked, []);
});

test("who is meant is said, or why nobody is", async () => {
  const { asked, lots, room } = typed();
  const drawn = room.drawn;
  asked[0].answer({ fine: true, body: { sentences: ["Saka comes up last."] } });
  await settled();
  assert.deepEqual([lots.dialog.sentences, lots.dialog.error, room.drawn], [["Saka comes up last."], "", drawn + 1]);
  const refusals = [
    [{ fields: { name: ["Saka is sold."] }, detail: "Wrong." }, "Saka is sold."], [{ detail: "It is over." }, "It is over."], [{}, UNKNOWN],
  ];
  for (const [body, words] of refusals) {
    lots.type("Saka");
    mock.timers.tick(250);
    asked.at(-1).answer({ fine: false, body });
    await settled();
    assert.deepEqual([lots.dialog.sentences, lots.dialog.error], [[], words]);
  }
  lots.type("Sak");
  assert.equal(lots.dialog.error, "", "what is typed anew isn't wrong yet");
});

test("a server that can't be reached is said", async () => {
  const { asked, lots } = typed();
  asked[0].fail(new Error("The server can't be reached."));
  await settled();
  assert.equal(lots.dialog.error, UNKNOWN);
});

test("an answer about what was typed before, or to a question that was closed, is none", async () => {
  const { asked, lots, room } = typed();
  const first = lots.dialog;
  lots.type("Sakaria");
  asked[0].answer({ fine: true, body: { sentences: ["Saka comes up last."] } });
  await settled();
  assert.notDeepEqual(lots.dialog.sentences, ["Saka comes up last."]);
  mock.timers.tick(250);
  room.ui.dialog = null;
  lots.ask();
  asked[1].answer({ fine: true, body: { sentences: ["Sakaria comes up last."] } });
  await settled();
  assert.notDeepEqual(first.sentences, ["Sakaria comes up last."]);
  assert.notDeepEqual(lots.dialog.sentences, ["Sakaria comes up last."]);
});

test("a lot is added by the name that is typed, and nothing is looked up any more", async () => {
  const { asked, lots } = typed();
  lots.type("Sakaria");
  const added = lots.add("Forgotten.");
  mock.timers.tick(1000);
  assert.equal(asked[0].signal.aborted, true);
  assert.deepEqual(asked.slice(1).map(({ path, body }) => [path, body]), [["lots", { name: "Sakaria", reason: "Forgotten." }]]);
  asked[1].answer({ fine: true, body: {} });
  assert.deepEqual(await added, { ok: true, message: "" });
});

test("a lot that isn't added says why", async () => {
  const { asked, lots, room } = typed();
  const refused = lots.add("");
  asked[1].answer({ fine: false, body: { detail: "It is over." } });
  assert.deepEqual(await refused, { ok: false, message: "It is over." });
  room.ui.dialog = null;
  const unreached = lots.add("");
  assert.equal(asked[2].body.name, "");
  asked[2].fail(new Error("The server can't be reached."));
  assert.deepEqual(await unreached, { ok: false, message: UNKNOWN });
});
