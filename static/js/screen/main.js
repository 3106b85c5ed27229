/** Puts the big screen together: the room's line and state, drawn for people at six metres. Nothing here can be pressed. */
import { render } from "../vendor/lit-html/lit-html.js";
import { offerReload } from "../errors.js";
import { Api } from "../room/connection/api.js";
import { Clock } from "../room/connection/clock.js";
import { Connection } from "../room/connection/connection.js";
import { Room } from "../room/room.js";
import { ScreenLock } from "../room/screen_lock.js";
import { Ticker } from "../room/ticker.js";
import { Wakefulness } from "../wakefulness.js";
import { screen } from "./view.js";

/** So long rosters stay before the next ones come. */
const ROSTERS_MS = 8000;
/** A screen that was refused asks again: somebody may have signed it in meanwhile. */
const AGAIN_MS = 60_000;

/** @param {HTMLElement} root */
function start(root) {
  const { dataset } = root;
  const clock = new Clock();
  const api = new Api(dataset.api ?? "");
  const lock = new ScreenLock();
  const room = new Room({ clock, api, dataset, changed: () => schedule(), tell: () => undefined });
  const ticker = new Ticker(root, room, () => undefined);
  const turn = { number: 0 };
  const schedule = drawer(root, room, ticker, turn);
  const wakefulness = new Wakefulness((sleep) => connection.woke(sleep));
  const connection = new Connection({ url: socketUrl(dataset.socket ?? ""), api, clock, handlers: handlers(room, wakefulness) });
  addEventListener("online", () => connection.wake());
  addEventListener("offline", () => connection.lost());
  wakefulness.start();
  ticker.start();
  connection.start();
  api.firstSnapshot().then((frame) => frame && connection.first(frame));
  lock.want(true);
  setInterval(() => {
    turn.number += 1;
    schedule();
  }, ROSTERS_MS);
}

/** @param {string} path */
function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** @param {Room} room @param {Wakefulness} wakefulness @returns {import("../room/connection/connection.js").RoomHandlers} */
function handlers(room, wakefulness) {
  const nothing = () => undefined;
  return {
    snapshot: (frame) => room.snapshot(frame),
    events: (events) => room.events(events),
    presence: (frame) => room.present(frame),
    names: (frame) => room.named(frame),
    switches: (frame) => room.switched(frame),
    status: (status, message) => {
      room.linked(status, message);
      if (status === "refused") setTimeout(() => location.reload(), AGAIN_MS);
    },
    heard: () => wakefulness.look(),
    result: nothing, kept: nothing, you: nothing, talk: nothing, notice: nothing, ready: nothing, slept: nothing,
  };
}

/** One drawing per frame at most. @param {HTMLElement} root @param {Room} room @param {Ticker} ticker @param {{number: number}} turn */
function drawer(root, room, ticker, turn) {
  let asked = false;
  const draw = () => {
    asked = false;
    if (!room.state && room.link.status !== "refused") return;
    if (!root.firstElementChild?.classList.contains("screen")) root.replaceChildren();
    try {
      render(screen(room, { turn: turn.number, qr: root.dataset.qr ?? "", address: root.dataset.address ?? "" }), root);
      ticker.draw(room.clock.serverNow());
    } catch (error) {
      offerReload(error);
      throw error;
    }
  };
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
}

const root = document.getElementById("screen");
if (root) start(root);
