import assert from "node:assert/strict";
import { test } from "node:test";

/** What the worker says to its browser. */
const listeners = new Map();
const shown = [];
const opened = [];
globalThis.self = {
  addEventListener: (name, listener) => listeners.set(name, listener),
  location: { origin: "https://auctions.example" },
  registration: { showNotification: async (title, options) => void shown.push([title, options]) },
  clients: { openWindow: async (address) => void opened.push(address) },
};
await import("../../static/js/worker.js");

/** What becomes of an event, once all that it waits for is done. */
async function happen(name, event) {
  const waits = [];
  listeners.get(name)({ ...event, waitUntil: (promise) => waits.push(promise) });
  await Promise.all(waits);
}

test("what was pushed is shown, and something even if nothing can be read", async () => {
  const told = { title: "The Friday League", body: "You were outbid.", path: "/auction/1/", tag: "notice-7" };
  await happen("push", { data: { json: () => told } });
  await happen("push", { data: null });
  assert.deepEqual(shown, [
    ["The Friday League", { body: "You were outbid.", tag: "notice-7", data: { path: "/auction/1/" } }],
    ["auctionsite", { body: "", tag: "", data: { path: "/" } }],
  ]);
});

test("pressing one opens its page, and no page of another site", async () => {
  let closed = 0;
  for (const path of ["/auction/1/", "https://evil.example/", "//evil.example/", undefined]) {
    await happen("notificationclick", { notification: { close: () => { closed += 1; }, data: { path } } });
  }
  assert.equal(closed, 4);
  assert.deepEqual(opened, ["https://auctions.example/auction/1/", "https://auctions.example/"]);
});
