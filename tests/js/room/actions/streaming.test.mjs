import assert from "node:assert/strict";
import test from "node:test";
import { Stream } from "../../../../static/js/room/actions/streaming.js";
import { lot, state } from "../states.mjs";

/** A slow auction's room, whose server answers when the test says so. */
function slow() {
  const sent = [], noted = [];
  const room = {
    state: state(), unit: "£m", drawn: 0, changed() { room.drawn += 1; }, wasRefused: (...line) => noted.push(line),
    ui: { stream: { filter: "all", search: "", menu: null, busy: null, said: null } },
  };
  const commands = { issue: (frame) => new Promise((answer) => sent.push({ frame, answer })) };
  return { room, sent, noted, stream: new Stream({ room, commands }) };
}

test("what is looked at changes alone, and is drawn", () => {
  const { room, stream } = slow();
  stream.filter("mine");
  stream.search("saka");
  stream.menu("1");
  assert.deepEqual(room.ui.stream, { filter: "mine", search: "saka", menu: "1", busy: null, said: null });
  assert.equal(room.drawn, 3);
});

test("a bid is of the amount that the button named, against the price that was seen, and is said when it is in", async () => {
  const { sent, noted, stream } = slow();
  const done = stream.bid(lot(), 42);
  assert.deepEqual(sent[0].frame, { type: "bid", lot: "1", amount: 42, seen: 41 });
  assert.deepEqual([stream.form.busy, stream.form.said], ["1", null]);
  sent[0].answer({ ok: true, id: "k", message: "" });
  await done;
  assert.deepEqual([stream.form.busy, stream.form.said], [null, { lot: "1", text: "Your bid of £42m is in.", ok: true }]);
  assert.deepEqual(noted, []);
});

test("while one bid is on its way no other is sent, and the next one forgets what was said", async () => {
  const { sent, stream } = slow();
  const done = stream.bid(lot(), 42);
  await stream.bid(lot({ id: "2" }), 10);
  assert.equal(sent.length, 1);
  sent[0].answer({ ok: true, id: "k", message: "" });
  await done;
  stream.bid(lot({ id: "2" }), 10);
  assert.deepEqual([sent.length, stream.form.busy, stream.form.said], [2, "2", null]);
});

test("a refusal is said under its lot, and stands in one's own feed where it was decided", async () => {
  const { sent, noted, stream } = slow();
  const gone = lot({ id: "9", asset: { name: "Rice" } });
  const first = stream.bid(gone, 42);
  sent[0].answer({ ok: false, id: "k", message: "It came late.", receipt: "r" });
  await first;
  assert.deepEqual(stream.form.said, { lot: "9", text: "It came late.", ok: false });
  assert.deepEqual(noted, [["Your bid of £42m on Rice wasn't taken. It came late.", "k"]]);
  const second = stream.bid(gone, 42);
  sent[1].answer({ ok: false, id: "l", message: "" });
  await second;
  assert.equal(stream.form.said.text, "Refused.");
  assert.equal(noted.length, 1);
});
