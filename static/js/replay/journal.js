/** An auction's events, fetched page by page as they are needed, and the state after each of them. */
import { apply } from "../room/state.js";

/** From one kept state to the next: going back merges fewer events than this. */
const KEEP_EVERY = 100;

/** @typedef {import("../room/state.js").RoomState} RoomState @typedef {import("../room/state.js").RoomEvent} RoomEvent */

export class Journal {
  /** @param {(since: number) => Promise<RoomEvent[]>} fetchPage events after a number, none at the end @param {number} last number of the last event */
  constructor(fetchPage, last) {
    Object.assign(this, { fetchPage, last });
    /** That of number n at n - 1. @type {RoomEvent[]} */
    this.events = [];
    /** The state before event 1, after KEEP_EVERY, after twice as many … @type {RoomState[]} */
    this.kept = [/** @type {any} */ ({ auction: null, lots: [], participants: [], obstacles: [] })];
    /** @type {Promise<void> | null} */
    this.fetching = null;
  }

  /** Fetches until the event of a number is here, or the last one. @param {number} seq */
  async upTo(seq) {
    while (this.events.length < Math.min(seq, this.last)) {
      this.fetching ??= this.fetch().finally(() => (this.fetching = null));
      await this.fetching;
    }
  }

  async fetch() {
    const page = await this.fetchPage(this.events.length);
    if (page.length === 0) this.last = this.events.length;
    for (const event of page) this.events.push(event);
    for (let next = this.kept.length * KEEP_EVERY; next <= this.events.length; next += KEEP_EVERY) {
      this.kept.push(this.events.slice(next - KEEP_EVERY, next).reduce(apply, this.kept.at(-1)));
    }
  }

  /** @param {number} seq of an event that is here @returns {RoomState} the state after it */
  stateAt(seq) {
    const from = Math.floor(seq / KEEP_EVERY);
    return this.events.slice(from * KEEP_EVERY, seq).reduce(apply, this.kept[from]);
  }

  /**
   * The number of the lot's start that comes next, or of the one before.
   *
   * @param {number} seq @param {1 | -1} direction
   * @returns {Promise<number>} the last event's if no lot starts any more, 1 if none did
   */
  async lotStart(seq, direction) {
    for (let at = seq + direction; at >= 1 && at <= this.last; at += direction) {
      await this.upTo(at);
      if (this.events[at - 1]?.kind === "lot_started") return at;
    }
    return direction > 0 ? this.last : 1;
  }
}
