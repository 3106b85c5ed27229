import assert from "node:assert/strict";
import test from "node:test";
import { listen } from "../../../static/js/room/keyboard.js";

/** What a key is pressed on; `inside` is a selector of something around it. */
class Element {
  constructor(inside = "") {
    this.inside = inside;
  }

  closest(selectors) {
    return selectors.split(", ").includes(this.inside) ? this : null;
  }
}
globalThis.Element = Element;

/** A room whose keys are listened to, with what they did. */
function room() {
  const done = [], open = [], asked = [];
  let heard;
  globalThis.document = {
    addEventListener: (name, listener) => { assert.equal(name, "keydown"); heard = listener; },
    querySelector: (selector) => (asked.push(selector), open[0] ?? null),
  };
  const controls = { "[data-testid=bid-min]": { click: () => done.push("bid") }, "[data-testid=bid-own-amount]": { focus: () => done.push("own amount") } };
  const root = { querySelector: (selector) => controls[selector] ?? null };
  listen({ pass: () => done.push("pass"), toggleSound: () => done.push("sound") }, root);
  /** @returns {boolean} whether the browser was kept from doing what it does with the key */
  const press = (key, more = {}) => {
    let prevented = false;
    heard({ key, target: new Element(), preventDefault: () => { prevented = true; }, ...more });
    return prevented;
  };
  return { done, open, asked, controls, press };
}

test.afterEach(() => delete globalThis.document);

test("each key does its one thing, in capitals too, and keeps the browser from another", () => {
  const { done, press } = room();
  assert.deepEqual(["b", "B", "p", "m", "/"].map((key) => press(key)), [true, true, true, true, true]);
  assert.deepEqual(done, ["bid", "bid", "pass", "sound", "own amount"]);
});

test("other keys are the browser's", () => {
  const { done, press } = room();
  assert.deepEqual(["x", "Enter", "Escape"].map((key) => press(key)), [false, false, false]);
  assert.deepEqual(done, []);
});

test("a key with another, or one that is held down, does nothing", () => {
  const { done, press } = room();
  for (const modified of ["ctrlKey", "metaKey", "altKey", "repeat"]) assert.equal(press("b", { [modified]: true }), false, modified);
  assert.deepEqual(done, []);
});

test("whoever types, types", () => {
  const { done, press } = room();
  for (const field of ["input", "textarea", "select", "[contenteditable]"]) assert.equal(press("b", { target: new Element(field) }), false, field);
  assert.deepEqual(done, []);
  press("b", { target: null });
  assert.deepEqual(done, ["bid"]);
});

test("while a question is open, keys are for its answer", () => {
  const { done, open, asked, press } = room();
  open.push({});
  assert.equal(press("b"), false);
  assert.deepEqual([done, asked], [[], ["dialog[open]"]]);
});

test("keys for what isn't on the page now do nothing", () => {
  const { done, controls, press } = room();
  for (const name of Object.keys(controls)) delete controls[name];
  press("b");
  press("/");
  assert.deepEqual(done, []);
});
