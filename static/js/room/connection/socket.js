/**
 * One WebSocket that comes back by itself. It knows nothing of auctions: it opens, pings, notices when the line is
 * dead, and tries again with growing pauses.
 *
 * A process that hangs says nothing and hangs up nothing, and others serve meanwhile. So a line on which nothing at all
 * is heard after a ping is left, as is one that doesn't open: after 2 s, or four times the slowest of the last round
 * trips where they are slow, since a slow line isn't a dead one and a crowd that changes over makes no server faster.
 */
import { gettext } from "../../gettext.js";
import { backoff } from "./backoff.js";

const PING_MS = 5000;
/** The first ping comes back into a page that is busy drawing itself, and says little about the line. */
const FIRST_PINGS = 3;
const FIRST_PING_MS = 1000;
const SILENT_MS = 2000;
const SILENT_LONGEST_MS = 8000;
/** To open a line takes some round trips, and to answer a ping one. */
const SILENT_TRIPS = 4;
/** Before any was measured, a round trip counts as so long. */
const UNKNOWN_TRIP_MS = 1000;
/** After a sleep a line that doesn't answer within this is given up: nobody waits for a dead one. */
const PROOF_MS = 600;
export const UNREADABLE =
  gettext("This auction was saved by another version of the site and can't be shown right now. Nothing is lost. Reload in a few minutes.");
/** Codes after which another try would get the same answer. */
const FINAL = new Map([
  [4401, gettext("You are signed out. Sign in again to go on.")],
  [4403, gettext("You are not a member of this league, so this room is closed to you.")],
  [4404, gettext("This auction doesn't exist any more.")],
  [4410, gettext("You opened this room in too many tabs, so this one was closed. Close some others and reload to go on here.")],
  [4409, gettext("The room is full: it takes no more onlookers now. People with a seat always get in; reload in a while.")],
  [4505, UNREADABLE],
]);
/** The server is being restarted: others serve, so there is nothing to wait for but each other. */
const RESTARTS = new Set([1012, 4503]);
const RESTART_MS = 250;

/**
 * @typedef {{heard: () => void, opened: () => void, frame: (frame: Record<string, any>) => void, down: () => void,
 *   refused: (message: string) => void}} SocketHandlers
 *   `heard` comes before a frame is looked at
 */

export class Socket {
  /**
   * @param {string} url
   * @param {import("./clock.js").Clock} clock
   * @param {SocketHandlers} handlers
   * @param {{make?: (url: string) => WebSocket, random?: () => number}} [parts] for tests
   */
  constructor(url, clock, handlers, { make = (to) => new WebSocket(to, "auction.v1"), random = Math.random } = {}) {
    Object.assign(this, { url, clock, handlers, make, random });
    /** @type {WebSocket | null} */
    this.line = null;
    /** Tries since the last one that worked. */
    this.attempt = 0;
    this.stopped = false;
    /** Pings sent by this page. */
    this.pinged = 0;
    /** Exact sending times by the rounded one in the frame. @type {Map<number, number>} */
    this.pings = new Map();
  }

  get isOpen() {
    return this.line?.readyState === 1;
  }

  /** How long a line may say nothing, in ms; twice as long with each try but the first. */
  get patience() {
    const trips = SILENT_TRIPS * (this.clock.slowest ?? UNKNOWN_TRIP_MS);
    return Math.min(SILENT_LONGEST_MS, Math.max(SILENT_MS, trips) * 2 ** Math.max(0, this.attempt - 1));
  }

  /** Connects now, unless it is connected or about to be. */
  open() {
    if (this.stopped || this.line) return;
    clearTimeout(this.retry);
    const line = this.make(this.url);
    this.line = line;
    const late = setTimeout(() => this.drop(line), this.patience);
    line.onopen = () => {
      clearTimeout(late);
      this.handlers.opened();
      this.ping();
    };
    line.onmessage = (message) => this.heard(line, message.data);
    line.onclose = (event) => {
      clearTimeout(late);
      this.closed(line, event.code);
    };
  }

  /** @param {WebSocket} line @param {string} text */
  heard(line, text) {
    this.handlers.heard();
    if (line !== this.line) return;
    this.expectNothing();
    const frame = JSON.parse(text);
    if (frame.type === "pong") {
      const sent = this.pings.get(frame.t);
      this.pings.delete(frame.t);
      if (sent === undefined) return; // from before a sleep: it measures nothing, and its head is old
      this.clock.sample(sent, frame.now);
      clearTimeout(this.proving);
    }
    this.handlers.frame(frame);
  }

  /** @param {WebSocket} line @param {number} code */
  closed(line, code) {
    if (line !== this.line) return;
    this.line = null;
    clearTimeout(this.pinging);
    clearTimeout(this.proving);
    this.expectNothing();
    this.pings.clear();
    const message = FINAL.get(code);
    if (message) {
      this.stopped = true;
      this.handlers.refused(message);
      return;
    }
    this.attempt += 1;
    this.handlers.down();
    this.retry = setTimeout(() => this.open(), this.pause(code));
  }

  /** How long to wait before the next try, in ms. @param {number} code the line was closed with */
  pause(code) {
    // Only the first time: a site that has no other server yet is left in peace.
    if (RESTARTS.has(code) && this.attempt === 1) return Math.round(this.random() * RESTART_MS);
    return backoff(this.attempt - 1, this.random);
  }

  /** Gives a line up without waiting for its closing handshake, which a dead network never answers. */
  drop(line = this.line) {
    if (!line || line !== this.line) return;
    line.onopen = line.onmessage = line.onclose = null;
    line.close();
    this.closed(line, 1006);
  }

  /** The network or the tab came back: try at once, or see at once whether the line still lives. */
  wake() {
    if (this.isOpen) this.ping();
    else if (!this.line) this.open();
  }

  /** The page has slept: the line may be dead, and what was on its way when it fell asleep measures nothing. */
  woke() {
    this.attempt = 0;
    this.expectNothing();
    this.pings.clear();
    const { line } = this;
    if (line && !this.isOpen) this.drop();
    if (!this.isOpen) {
      clearTimeout(this.retry);
      this.open();
      return;
    }
    this.ping();
    clearTimeout(this.proving);
    this.proving = setTimeout(() => this.drop(line), PROOF_MS);
  }

  /** The server answered as it should: the next trouble starts with the shortest pause. */
  works() {
    this.attempt = 0;
  }

  /** Nothing is asked that wasn't followed by some sign of life. */
  expectNothing() {
    clearTimeout(this.silence);
    this.silence = null;
  }

  /** Asks for a sign of life, which whatever comes is. */
  ping() {
    clearTimeout(this.pinging);
    const { line } = this;
    if (!line || !this.isOpen) return;
    // A server that has just opened a line lives. If many come over to it at once, leaving it again makes it no faster.
    const patience = this.attempt > 0 ? SILENT_LONGEST_MS : this.patience;
    this.silence ??= setTimeout(() => this.drop(line), patience);
    const sent = this.clock.monotonic();
    this.pings.set(Math.round(sent), sent);
    this.send({ type: "ping", t: Math.round(sent) });
    this.pinged += 1;
    this.pinging = setTimeout(() => this.ping(), this.pinged < FIRST_PINGS ? FIRST_PING_MS : PING_MS);
  }

  /** @param {object} frame @returns {boolean} whether it left this page */
  send(frame) {
    if (!this.isOpen) return false;
    this.line?.send(JSON.stringify(frame));
    return true;
  }
}
