import assert from "node:assert/strict";
import test, { mock } from "node:test";

/** A text that counts how often it is written. */
class Says {
  writes = 0;
  #text = "1 of 3 servers";

  get textContent() {
    return this.#text;
  }

  set textContent(text) {
    this.writes += 1;
    this.#text = text;
  }
}

const says = new Says();
const classes = new Set();
const line = {
  dataset: { address: "/reach/", version: "7" },
  querySelector: (selector) => (assert.equal(selector, "[data-says]"), says),
  classList: {
    add: (name) => classes.add(name),
    toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)),
  },
};
const moved = { hidden: true };
globalThis.document = { hidden: false, getElementById: (id) => ({ reach: line, moved })[id] };

const asked = [];
let answer;
globalThis.fetch = async (address, { signal }) => {
  asked.push(address);
  assert.ok(signal instanceof AbortSignal);
  if (answer instanceof Error) throw answer;
  return { ok: true, redirected: false, json: async () => ({ says: "3 of 3 servers", complete: true, version: 7 }), ...answer };
};
mock.timers.enable({ apis: ["setTimeout"] });
await import("../../../static/js/operators/reach.js");

const AWAY = "The site doesn't answer. This line is tried again every few seconds.";

/** What the line says after the next look. */
async function looked(next = {}) {
  answer = next;
  mock.timers.tick(3000);
  await new Promise((resolve) => setImmediate(resolve));
  return says.textContent;
}

/** An answer that says this. */
const telling = (body) => ({ json: async () => ({ says: "3 of 3 servers", complete: true, version: 7, ...body }) });

test("what the page was made with stands for three seconds, and then what the site says", async () => {
  mock.timers.tick(2999);
  assert.deepEqual(asked, []);
  answer = telling({ says: "2 of 3 servers", complete: false });
  mock.timers.tick(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([asked, says.textContent, classes.has("behind"), moved.hidden], [["/reach/"], "2 of 3 servers", true, true]);
  assert.equal(await looked(), "3 of 3 servers");
  assert.deepEqual([classes.has("behind"), asked.length], [false, 2]);
});

test("the same isn't written again, which would be said again", async () => {
  await looked();
  const { writes } = says;
  await looked();
  assert.equal(says.writes, writes);
});

test("a later change than the page's shows that there is more to see", async () => {
  await looked(telling({ version: 8 }));
  assert.equal(moved.hidden, false);
  await looked();
  assert.equal(moved.hidden, true);
});

test("a site that doesn't answer, or sends one elsewhere, is said once, and tried again", async () => {
  for (const trouble of [new Error("away"), { ok: false, status: 503 }, { redirected: true }]) {
    assert.equal(await looked(trouble), AWAY);
    assert.ok(classes.has("behind"));
    const { writes } = says;
    await looked(trouble);
    assert.equal(says.writes, writes);
    assert.equal(await looked(), "3 of 3 servers");
    assert.equal(classes.has("behind"), false);
  }
});

test("nobody asks for a page that nobody sees, until somebody does", async () => {
  const before = asked.length;
  document.hidden = true;
  await looked();
  assert.equal(asked.length, before);
  document.hidden = false;
  await looked();
  assert.equal(asked.length, before + 1);
});
