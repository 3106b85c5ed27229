/** Puts a spectator's page together: the room as it was some seconds ago, drawn by the room's own views. */
import { render } from "../vendor/lit-html/lit-html.js";
import { offerReload } from "../errors.js";
import { Announcer } from "../room/announce.js";
import { Api } from "../room/connection/api.js";
import { Clock } from "../room/connection/clock.js";
import { Room } from "../room/room.js";
import { ScreenLock } from "../room/screen_lock.js";
import { Ticker } from "../room/ticker.js";
import { Line } from "./line.js";
import { watching } from "./view.js";

/** @param {HTMLElement} root */
function start(root) {
  const { dataset } = root;
  const clock = new Clock();
  const api = new Api(dataset.api ?? "");
  const announcer = new Announcer(dataset);
  const tell = ({ say, urgent }) => {
    if (say) announcer.say(say, urgent);
  };
  const room = new Room({ clock, api, dataset, changed: () => schedule(), tell });
  const lock = new ScreenLock();
  const tab = (name) => {
    room.ui.tab = name;
    schedule();
  };
  const ticker = new Ticker(root, room, tell);
  let asked = false;
  const draw = () => {
    asked = false;
    if (!room.state && room.link.status !== "refused") return;
    if (!root.dataset.drawn) root.replaceChildren();
    root.dataset.drawn = "yes";
    try {
      render(watching(room, { delay: Number(dataset.delay), tab }), root);
      ticker.draw(clock.serverNow());
    } catch (error) {
      offerReload(error);
      throw error;
    }
  };
  const schedule = () => {
    announcer.show(room);
    line.over = ["completed", "cancelled"].includes(room.state?.auction.status ?? "");
    lock.want(Boolean(room.state) && !line.over);
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
  const line = new Line({ api, clock, handlers: {
    snapshot: (frame) => room.snapshot(frame),
    events: (events) => room.events(events),
    status: (status, message) => {
      if (status !== room.link.status) room.linked(status, message);
    },
  } });
  addEventListener("online", () => line.look());
  document.addEventListener("visibilitychange", () => document.hidden || line.look());
  ticker.start();
  line.look();
}

const root = document.getElementById("spectators");
if (root) start(root);
