/**
 * Plays a journal into a room: goes on from event to event in the time that lay between them, or faster. Where nothing
 * happened for long, it waits less long, and the room's clock leaps to the next event.
 */
import { gettext } from "../gettext.js";

export const SPEEDS = [1, 4, 16];
/** So long, in ms, it waits at most for the next event at the plain speed. */
const LONGEST_MS = 4000;
const FEED = 50;

/** The time of the auction, as it was: runs while the replay does. */
export class ReplayClock {
  /** @param {() => number} monotonic ms */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.latency = null;
    this.set(0, 0);
  }

  /** @param {number} at server ms @param {number} speed 0: it stands */
  set(at, speed) {
    Object.assign(this, { at, speed, since: this.monotonic() });
  }

  serverNow() {
    return this.at + (this.monotonic() - this.since) * this.speed;
  }
}

export class Player {
  /**
   * @param {{journal: import("./journal.js").Journal, room: import("../room/room.js").Room, clock: ReplayClock, changed: () => void}} parts
   */
  constructor({ journal, room, clock, changed }) {
    Object.assign(this, { journal, room, clock, changed });
    this.seq = 0;
    this.playing = false;
    this.speed = SPEEDS[0];
    this.wanted = 0;
    this.problem = "";
  }

  get atEnd() {
    return this.seq >= this.journal.last;
  }

  /** Shows the auction as it was after an event; of several that are wanted, the newest. @param {number} seq */
  async seek(seq) {
    clearTimeout(this.next);
    this.wanted = Math.max(1, Math.min(seq, this.journal.last));
    const { wanted } = this;
    if (!(await this.fetched(wanted)) || wanted !== this.wanted) return;
    this.seq = Math.min(wanted, this.journal.last);
    const state = this.journal.stateAt(this.seq);
    const event = this.journal.events[this.seq - 1];
    this.clock.set(event.at, this.playing ? this.speed : 0);
    this.room.feed = [];
    this.room.lastClosed = null;
    this.room.snapshot({ seq: this.seq, state, you: { user: "", role: "spectator", participant: null, proxies: {}, limits: {} } });
    for (const one of this.journal.events.slice(Math.max(0, this.seq - FEED), this.seq)) this.room.note(one);
    this.schedule();
    this.changed();
  }

  /** @param {number} seq @returns {Promise<boolean>} whether the event is here */
  async fetched(seq) {
    try {
      await this.journal.upTo(seq);
      this.problem = "";
      return true;
    } catch {
      this.problem = gettext("The server can't be reached. Press Play to try again.");
      this.playing = false;
      this.changed();
      return false;
    }
  }

  /** @param {1 | -1} direction */
  async toLot(direction) {
    try {
      await this.seek(await this.journal.lotStart(this.seq, direction));
    } catch {
      await this.fetched(this.journal.last);
    }
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.atEnd) {
      this.seek(1);
      return;
    }
    this.clock.set(this.clock.serverNow(), this.playing ? this.speed : 0);
    this.schedule();
    this.changed();
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.speed = speed;
    this.clock.set(this.clock.serverNow(), this.playing ? speed : 0);
    this.schedule();
    this.changed();
  }

  /** Asks for the next event in as long as it took. */
  async schedule() {
    clearTimeout(this.next);
    if (!this.playing) return;
    if (this.atEnd) {
      this.toggle();
      return;
    }
    const { seq } = this;
    if (!(await this.fetched(seq + 1)) || seq !== this.seq || !this.playing) return;
    const event = this.journal.events[seq];
    if (!event) return;
    clearTimeout(this.next);
    const wait = Math.min(LONGEST_MS, Math.max(0, event.at - this.clock.serverNow())) / this.speed;
    this.next = setTimeout(() => this.step(event), wait);
  }

  /** @param {import("../room/state.js").RoomEvent} event the next one */
  step(event) {
    this.seq = event.seq;
    this.wanted = event.seq;
    this.clock.set(event.at, this.speed);
    this.room.events([event]);
    this.changed();
    this.schedule();
  }
}
