/**
 * The room's line to the server: a socket with numbered events, and HTTP while there is no socket.
 *
 * 1. A socket opens and says hello with the number it has; the server sends the events since, or a snapshot.
 * 2. Events are applied in order only. A gap waits 200 ms for its events, then asks with `sync`.
 * 3. A pong that knows a higher number than ours shows a loss that nothing else would.
 * 4. After three tries without a socket the snapshot is fetched every 2 s, until a socket works again.
 * 5. After a sleep nothing here is known to be true: the clock is measured and the head asked for at once, and a line
 *    that doesn't answer is replaced.
 */
import { Poller } from "./polling.js";
import { Sequence } from "./sequence.js";
import { Socket } from "./socket.js";

const GAP_MS = 200;
const SYNC_MS = 2500;
const TRIES = 3;
/** Frames beside the journal: whoever draws the page takes them. */
const PASSED_ON = ["result", "kept", "presence", "names", "you", "notice", "switches", "talk"];

/**
 * @typedef {"live" | "catching-up" | "http" | "offline" | "refused"} Status
 * @typedef {{snapshot: (frame: any) => void, events: (events: import("../state.js").RoomEvent[]) => void,
 *   result: (frame: any) => void, kept: (frame: any) => void, presence: (frame: any) => void, names: (frame: any) => void, you: (frame: any) => void,
 *   notice: (frame: any) => void, switches: (frame: any) => void, talk: (frame: any) => void, status: (status: Status, message: string) => void,
 *   ready: () => void, heard: () => void, answered?: () => void, slept: (ms: number) => void}} RoomHandlers
 */

export class Connection {
  /**
   * @param {{url: string, api: import("./api.js").Api, clock: import("./clock.js").Clock, handlers: RoomHandlers,
   *   parts?: object}} options
   */
  constructor({ url, api, clock, handlers, parts }) {
    Object.assign(this, { clock, handlers });
    this.sequence = new Sequence();
    this.synced = false;
    /** Whether the page has slept, and the head isn't known yet. */
    this.unsure = false;
    /** Number up to which what is missing is waited for. */
    this.mendingUpTo = 0;
    /** @type {Status} */
    this.status = "catching-up";
    this.socket = new Socket(
      url,
      clock,
      {
        heard: () => handlers.heard(),
        opened: () => this.hello(),
        frame: (frame) => this.receive(frame),
        down: () => this.down(),
        refused: (message) => this.refused(message),
      },
      parts,
    );
    this.poller = new Poller(api, clock, {
      snapshot: (frame) => this.snapshot(frame),
      worked: (fine) => this.polled(fine),
      refused: (message) => this.refused(message),
    });
  }

  start() {
    this.socket.open();
  }

  /**
   * Takes the snapshot that came with the page, if it is sooner than the socket's: on a slow line that one is turns later.
   *
   * @param {any} frame
   */
  first(frame) {
    if (this.sequence.epoch === null && this.status !== "refused") this.snapshot(frame);
  }

  /** The network or the tab came back. */
  wake() {
    this.socket.wake();
    this.poller.hurry();
  }

  /** This page has slept. @param {import("../../wakefulness.js").Sleep} sleep */
  woke({ slept, stoodStill }) {
    if (this.status === "refused") return;
    if (stoodStill > 0) this.clock.skip(stoodStill);
    this.handlers.slept(slept);
    this.synced = false;
    // What comes first is what waited while the page slept: only the pong of now tells that it was all.
    this.unsure = true;
    this.stopMending();
    this.say("catching-up");
    this.socket.woke();
    if (this.sequence.epoch !== null) this.socket.send({ type: "sync", from: this.sequence.last });
    this.poller.hurry();
  }

  /** The browser says that there is no network. */
  lost() {
    this.socket.drop();
    this.say("offline");
  }

  /** @param {object} frame a command @returns {boolean} whether a live socket took it */
  send(frame) {
    const sent = this.synced && this.socket.send(frame);
    // Somebody waits: whether the line lives is asked now. A decision may take its time, a pong doesn't.
    if (sent) this.socket.ping();
    return sent;
  }

  hello() {
    this.unsure = false;
    const { epoch, last } = this.sequence;
    this.socket.send(epoch === null ? { type: "hello" } : { type: "hello", epoch, seq: last });
    // An answer without events is no answer: the pong that follows the hello tells that we are up to date.
    this.say("catching-up");
  }

  /** @param {Record<string, any>} frame */
  receive(frame) {
    if (frame.type === "snapshot") this.snapshot(frame);
    else if (frame.type === "events") this.events(frame);
    else if (frame.type === "pong") this.pong(frame);
    else if (frame.type === "error") this.handlers.notice({ level: "warning", ...frame });
    else if (PASSED_ON.includes(frame.type)) this.handlers[frame.type](frame);
    if (frame.type === "snapshot" || frame.type === "events") this.caughtUp();
  }

  /** @param {Record<string, any>} frame */
  snapshot(frame) {
    const { epoch, last } = this.sequence;
    if (frame.epoch === epoch && frame.seq < last) return;
    this.clock.hint(frame.now);
    this.sequence.reset(frame.epoch, frame.seq);
    this.handlers.snapshot(frame);
    const ready = this.sequence.takeReady();
    if (ready.length > 0) this.handlers.events(ready);
    this.stopMending();
    this.mendGap();
  }

  /** @param {Record<string, any>} frame */
  events(frame) {
    if (frame.epoch !== undefined && frame.epoch !== this.sequence.epoch) {
      // The journal was replaced: our number means nothing in the new one.
      this.sequence.epoch = null;
      this.socket.drop();
      return;
    }
    const ready = this.sequence.receive(frame.events);
    if (ready.length > 0) this.handlers.events(ready);
    if (this.sequence.last >= this.mendingUpTo) this.stopMending();
    this.mendGap();
  }

  /** @param {Record<string, any>} frame */
  pong(frame) {
    this.handlers.answered?.();
    if (frame.seq === null) return; // the server doesn't know it just now: the line lives, and that is all
    this.unsure = false;
    if (this.sequence.epoch === null) return;
    if (frame.seq > this.sequence.last) this.mend(frame.seq);
    else this.caughtUp();
  }

  /** Waits for what is missing up to a number, then asks for it. @param {number} upTo */
  mend(upTo) {
    if (this.mending) return;
    this.mendingUpTo = upTo;
    this.mending = setTimeout(() => {
      this.mending = null;
      if (this.sequence.last >= upTo || !this.socket.isOpen) return;
      this.say("catching-up");
      this.socket.send({ type: "sync", from: this.sequence.last });
      this.mending = setTimeout(() => this.unmended(upTo), SYNC_MS);
    }, GAP_MS);
  }

  /** What is mended makes room for the next gap: else that would wait until the time of the first is up. */
  stopMending() {
    clearTimeout(this.mending);
    this.mending = null;
  }

  mendGap() {
    if (this.sequence.gap) this.mend(this.sequence.newest);
  }

  /** @param {number} upTo */
  unmended(upTo) {
    this.mending = null;
    if (this.sequence.last < upTo) this.socket.drop();
  }

  caughtUp() {
    if (this.unsure || this.sequence.epoch === null || this.sequence.gap || !this.socket.isOpen) return;
    const fresh = !this.synced;
    this.synced = true;
    this.socket.works();
    this.poller.stop();
    this.say("live");
    if (fresh) this.handlers.ready();
  }

  down() {
    this.synced = false;
    this.stopMending();
    if (this.socket.attempt >= TRIES) this.poller.start();
    if (!this.poller.running) this.say(this.socket.attempt > 1 ? "offline" : "catching-up");
  }

  /** @param {boolean} fine whether the last poll reached the server */
  polled(fine) {
    if (this.synced || this.status === "refused") return;
    const fresh = fine && this.status !== "http";
    this.say(fine ? "http" : "offline");
    if (!fresh) return;
    this.handlers.ready();
    // The server answers again: the socket needn't wait for the end of its pause.
    this.socket.wake();
  }

  /** @param {string} message */
  refused(message) {
    this.socket.stopped = true;
    this.poller.stop();
    this.say("refused", message);
  }

  /** @param {Status} status @param {string} message */
  say(status, message = "") {
    if (status === this.status && status !== "refused") return;
    this.status = status;
    this.handlers.status(status, message);
  }
}
