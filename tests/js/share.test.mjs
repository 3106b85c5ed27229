import assert from "node:assert/strict";
import { test } from "node:test";
import { showWays } from "../../static/js/share.js";

/** @param {object} device */
function waysOf(device) {
  const shown = new Set();
  showWays({ classList: { toggle: (name, on) => (on ? shown.add(name) : shown.delete(name)) } }, device);
  return [...shown].sort();
}

test("buttons show where the browser can do what they say", () => {
  assert.deepEqual(waysOf({}), []);
  assert.deepEqual(waysOf({ clipboard: {} }), ["can-copy"]);
  assert.deepEqual(waysOf({ clipboard: {}, share: () => undefined }), ["can-copy", "can-share"]);
});
