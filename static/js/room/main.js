/** Puts the room together: one line in, one drawing out. */
import { render } from "../vendor/lit-html/lit-html.js";
import { offerReload } from "../errors.js";
import "../share.js";
import { Actions } from "./actions/actions.js";
import { Announcer } from "./announce.js";
import { Api } from "./connection/api.js";
import { Clock } from "./connection/clock.js";
import { Commands } from "./connection/commands.js";
import { Connection } from "./connection/connection.js";
import { listen } from "./keyboard.js";
import { Press } from "./actions/press.js";
import { Rehearsal } from "./rehearsal.js";
import { Room } from "./room.js";
import { ScreenLock } from "./screen_lock.js";
import { Sounds } from "./sound.js";
import { isSlow } from "./selectors/stream.js";
import { Ticker } from "./ticker.js";
import { Wakefulness } from "../wakefulness.js";
import { page, showDialog } from "./page.js";

/** @param {string} path */
function socketUrl(path) {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Part of the page only while the auction waits, for those who may invite. @returns {Node | null} */
function inviteCard() {
  const template = document.getElementById("invite-card");
  return template instanceof HTMLTemplateElement ? template.content.firstElementChild : null;
}

/** @param {HTMLElement} root */
function start(root) {
  const { dataset } = root;
  const clock = new Clock();
  const api = new Api(dataset.api ?? "");
  const sounds = new Sounds();
  const announcer = new Announcer(dataset);
  const tell = teller(sounds, announcer);
  const room = new Room({ clock, api, dataset, changed: () => {
    screen.want(isLive(room.state));
    schedule();
  }, tell });
  room.ui.sound = sounds.on;
  room.invite = inviteCard();
  const wakefulness = new Wakefulness((sleep) => connection.woke(sleep));
  const connection = connect(dataset, api, clock, room, () => ({ actions, commands, rehearsal, wakefulness }));
  const rehearsal = new Rehearsal({ room, connection });
  const commands = new Commands({
    send: (frame) => connection.send(frame),
    post: (frame) => api.command(frame).finally(() => connection.poller.hurry()),
    storage: sessionStorage,
    key: `room:${dataset.auction}:commands`,
  });
  const actions = new Actions({ room, commands, api, sounds });
  const press = new Press({
    bid: (offer) => actions.bid(offer),
    holding: (amount) => { room.ui.holding = amount; schedule(); },
    say: (text) => actions.say(text),
  });
  const ticker = new Ticker(root, room, tell);
  const schedule = drawer(root, room, announcer, ticker, { actions, press, rehearsal });
  const screen = new ScreenLock();
  listen(actions, root);
  wakefulness.start(); // before `attend`: whoever comes back to a page that slept isn't told that all is live
  attend(room, connection);
  ticker.start();
  room.targets.look();
  connection.start();
  api.firstSnapshot().then((frame) => frame && connection.first(frame));
  actions.restore();
}

/** Nobody touches the screen of a room that waits for the next bid, and it must not go dark. @param {Room["state"]} state */
const isLive = (state) => ["active", "paused"].includes(state?.auction.status) && !isSlow(state);

/** @param {Sounds} sounds @param {Announcer} announcer */
const teller = (sounds, announcer) => ({ sound, say, urgent }) => {
  if (sound) sounds.play(sound);
  if (say) announcer.say(say, urgent);
};

/** @returns {Connection} */
function connect(dataset, api, clock, room, controls) {
  const handlers = {
    snapshot: (frame) => {
      room.snapshot(frame);
      if (room.link.status === "http") room.talk.catchUp();
    },
    events: (events) => room.events(events),
    result: (frame) => controls().commands.settle(frame),
    kept: (frame) => controls().actions.bidKept(frame),
    presence: (frame) => {
      room.present(frame);
      controls().actions.late.look();
    },
    names: (frame) => room.named(frame),
    you: (frame) => room.yours(frame),
    switches: (frame) => room.switched(frame),
    talk: (frame) => room.talk.told(frame),
    notice: (frame) => (frame.type === "notice" ? room.told(frame.message) : controls().actions.say(frame.message ?? "")),
    status: (status, message) => {
      room.linked(status, message);
      controls().rehearsal.linked(status);
    },
    answered: () => controls().rehearsal.answered(),
    ready: () => {
      controls().commands.repeat();
      room.talk.load();
    },
    heard: () => controls().wakefulness.look(),
    slept: (ms) => room.slept(ms),
  };
  return new Connection({ url: socketUrl(dataset.socket ?? ""), api, clock, handlers });
}

/**
 * One drawing per frame at most, however many events came. The title is set at once: a hidden tab draws nothing.
 *
 * @returns {() => void} asks for a drawing
 */
function drawer(root, room, announcer, ticker, controls) {
  let asked = false;
  let first = true;
  const draw = () => {
    asked = false;
    if (!room.state && room.link.status !== "refused") return;
    if (first) root.replaceChildren();
    first = false;
    try {
      render(page(room, controls), root);
      showDialog(root, room);
      ticker.draw(room.clock.serverNow());
    } catch (error) {
      offerReload(error);
      throw error;
    }
  };
  return () => {
    announcer.show(room);
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
}

/** Notices when the person or the network leaves and comes back. @param {Room} room @param {Connection} connection */
function attend(room, connection) {
  addEventListener("online", () => connection.wake());
  addEventListener("offline", () => connection.lost());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      room.leave();
      return;
    }
    connection.wake();
    room.targets.look();
    if (room.link.status === "live" || room.link.status === "http") room.back();
  });
}

const root = document.getElementById("room");
if (root) start(root);
