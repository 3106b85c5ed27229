import assert from "node:assert/strict";
import test from "node:test";
import { Sounds } from "../../../static/js/room/sound.js";

/** A browser's sound, which writes down what it is to play. */
class Context {
  static made = [];

  constructor() {
    Object.assign(this, { state: "suspended", currentTime: 10, resumed: 0, tones: [], destination: {} });
    Context.made.push(this);
  }

  async resume() {
    this.resumed += 1;
    if (this.refuses) throw new Error("Nobody has touched this page.");
  }

  createOscillator() {
    const tone = { frequency: {}, connect: (next) => (tone.into = next), start: (at) => (tone.from = at), stop: (at) => (tone.to = at) };
    this.tones.push(tone);
    return tone;
  }

  createGain() {
    const levels = [];
    const write = (level, at) => levels.push([level, at]);
    const volume = { levels, gain: { setValueAtTime: write, exponentialRampToValueAtTime: write }, connect: (next) => (volume.into = next) };
    return volume;
  }
}

/** What a browser keeps from one page to the next. @param {string | null} kept */
function storage(kept = null) {
  const items = new Map(kept ? [["room-sound", kept]] : []);
  return { items, getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) };
}

let touches;
test.beforeEach(() => {
  touches = [];
  Context.made = [];
  globalThis.AudioContext = Context;
  globalThis.addEventListener = (name, listener, options) => touches.push({ name, listener, options });
});
test.afterEach(() => {
  delete globalThis.AudioContext;
  delete globalThis.addEventListener;
});

test("it is quiet until somebody asks, and asks the browser for nothing", () => {
  for (const kept of [null, "off"]) {
    const sounds = new Sounds(storage(kept));
    sounds.play("sold");
    assert.deepEqual([sounds.on, touches, Context.made], [false, [], []]);
  }
});

test("sound that is switched on is heard at once, and remembered", () => {
  const store = storage();
  const sounds = new Sounds(store);
  assert.equal(sounds.toggle(), true);
  assert.equal(store.getItem("room-sound"), "on");
  const [context] = Context.made;
  assert.equal(context.resumed, 1);
  assert.deepEqual(context.tones.map((tone) => [tone.frequency.value, tone.from]), [[523, 10], [784, 10.13]]);
});

test("a tone is heard, and is silent where it begins and where it ends, so that it doesn't click", () => {
  const sounds = new Sounds(storage());
  sounds.toggle();
  const [context] = Context.made;
  for (const { into: volume, from, to } of context.tones) {
    assert.equal(volume.into, context.destination);
    const [[silent, begin], [loud, risen], [gone, end]] = volume.levels;
    assert.ok(silent < 0.001 && gone < 0.001 && loud > 0.1 && loud < 0.5);
    assert.ok(from === begin && begin < risen && risen < end && end < to && to - begin < 1);
  }
});

test("sound that is switched off is heard no more, and that is remembered too", () => {
  const store = storage("on");
  const sounds = new Sounds(store);
  sounds.wake();
  assert.equal(sounds.toggle(), false);
  sounds.play("sold");
  assert.equal(store.getItem("room-sound"), "off");
  assert.deepEqual(Context.made[0].tones, []);
});

test("a remembered wish waits for the first touch of the page", () => {
  const sounds = new Sounds(storage("on"));
  assert.equal(sounds.on, true);
  sounds.play("sold");
  assert.deepEqual(Context.made, []);
  const [{ name, listener, options }] = touches;
  assert.deepEqual([name, options], ["pointerdown", { once: true }]);
  listener();
  sounds.play("sold");
  assert.deepEqual(Context.made[0].tones.map((tone) => tone.frequency.value), [523, 659, 784]);
});

test("a page makes its sound once, and wakes it only where it sleeps", () => {
  const sounds = new Sounds(storage());
  sounds.wake();
  Context.made[0].state = "running";
  sounds.wake();
  assert.deepEqual([Context.made.length, Context.made[0].resumed], [1, 1]);
});

test("a browser that lets nothing sound breaks nothing", async () => {
  const sounds = new Sounds(storage());
  sounds.context = Object.assign(new Context(), { refuses: true });
  sounds.toggle();
  await new Promise((resolve) => setImmediate(resolve)); // a rejection that nobody took would fail this test
  assert.equal(sounds.context.resumed, 1);
});

test("where nothing may be stored, sound is off at first and can be switched on", () => {
  const closed = { getItem() { throw new Error("denied"); }, setItem() { throw new Error("denied"); } };
  const sounds = new Sounds(closed);
  assert.equal(sounds.on, false);
  assert.equal(sounds.toggle(), true);
});
