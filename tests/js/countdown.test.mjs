import assert from "node:assert/strict";
import test, { mock } from "node:test";

/** An instant as a page writes it, so many ms from now by this machine's clock. @param {number} ms */
const instant = (ms) => new Date(Date.now() + ms).toISOString();

/** An instant on a page; `made`: the server's clock when the page was made. */
class HTMLTimeElement {
  writes = 0;
  #text = "12:05";

  constructor(dateTime, made) {
    Object.assign(this, { dateTime, dataset: { countdown: "", now: made } });
  }

  get textContent() {
    return this.#text;
  }

  set textContent(text) {
    this.writes += 1;
    this.#text = text;
  }
}

const MINUTE = 60_000;
const shown = [];
globalThis.HTMLTimeElement = HTMLTimeElement;
globalThis.document = { querySelectorAll: (selector) => (assert.equal(selector, "time[data-countdown]"), shown) };
mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.parse("2030-01-01T12:00:00Z") });
const right = new HTMLTimeElement(instant(5 * MINUTE), instant(0));
shown.push(right);
await import("../../static/js/countdown.js");

test("how long it is stands beside the instant, at once and from then on", () => {
  assert.equal(right.textContent, "12:05 (in 5 min)");
  mock.timers.tick(241_000);
  assert.equal(right.textContent, "12:05 (in 59 s)");
  mock.timers.tick(59_000);
  assert.equal(right.textContent, "12:05 (any moment now)");
});

test("a wrong clock of this machine doesn't matter, and it is compared once", () => {
  const behind = new HTMLTimeElement(instant(5 * MINUTE), instant(3 * MINUTE));
  shown.push(behind);
  mock.timers.tick(250);
  assert.equal(behind.textContent, "12:05 (in 2 min)");
  mock.timers.tick(90_000);
  assert.equal(behind.textContent, "12:05 (in 30 s)");
});

test("a page that doesn't say when it was made is counted by this machine's clock", () => {
  const bare = new HTMLTimeElement(instant(5 * MINUTE), undefined);
  shown.push(bare);
  mock.timers.tick(250);
  assert.equal(bare.textContent, "12:05 (in 5 min)");
});

test("what reads the same isn't written again, and what is no instant stays as it is", () => {
  const other = { dateTime: instant(60 * MINUTE), dataset: {}, textContent: "as it was" };
  const wrong = new HTMLTimeElement("soon", instant(0));
  const still = new HTMLTimeElement(instant(60 * MINUTE), instant(0));
  shown.push(other, wrong, still);
  mock.timers.tick(250);
  mock.timers.tick(250);
  assert.deepEqual([other.textContent, wrong.textContent, still.writes], ["as it was", "12:05", 1]);
});
