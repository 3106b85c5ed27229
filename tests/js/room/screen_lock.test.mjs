import assert from "node:assert/strict";
import test from "node:test";
import { ScreenLock } from "../../../static/js/room/screen_lock.js";

/** A page and a browser whose answers come when the test says so. */
function browser({ refuses = false } = {}) {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const told = [];
  const locks = {
    async request(kind) {
      told.push(`ask for ${kind}`);
      if (refuses) throw new Error("the battery is low");
      const lock = new EventTarget();
      lock.release = async () => {
        told.push("let go");
        lock.dispatchEvent(new Event("release"));
      };
      locks.newest = lock;
      return lock;
    },
  };
  const turn = (hidden) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event("visibilitychange"));
    return settled();
  };
  return { lock: new ScreenLock(locks, page), locks, told, turn };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the screen is kept on while it is wanted, once", async () => {
  const { lock, told } = browser();
  lock.want(true);
  lock.want(true);
  await settled();
  lock.want(false);
  await settled();
  assert.deepEqual(told, ["ask for screen", "let go"]);
});

test("a page that was hidden lets go, and takes the lock again when it is shown", async () => {
  const { lock, told, turn } = browser();
  lock.want(true);
  await settled();
  await turn(true);
  await turn(false);
  assert.deepEqual(told, ["ask for screen", "let go", "ask for screen"]);
});

test("a lock that the browser took away is taken again when the page is shown", async () => {
  const { lock, locks, told, turn } = browser();
  lock.want(true);
  await settled();
  locks.newest.dispatchEvent(new Event("release"));
  await turn(false);
  assert.deepEqual(told, ["ask for screen", "ask for screen"]);
});

test("what is no longer wanted when the answer comes is given back", async () => {
  const { lock, told } = browser();
  lock.want(true);
  lock.want(false);
  await settled();
  assert.deepEqual(told, ["ask for screen", "let go"]);
});

test("a browser that refuses, or knows no such lock, changes nothing", async () => {
  const { lock, told, turn } = browser({ refuses: true });
  lock.want(true);
  await settled();
  await turn(false);
  assert.deepEqual(told, ["ask for screen", "ask for screen"]);
  new ScreenLock(undefined, Object.assign(new EventTarget(), { hidden: false })).want(true);
});
