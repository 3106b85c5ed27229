/** What a spectator's page hears: the room as it was, asked for again and again. It sends nothing. */
import { gettext } from "../gettext.js";

const EVERY_MS = 2000;
/** Nothing more happens in an auction that is over, but for a sale that is corrected. */
const OVER_EVERY_MS = 30_000;
const GONE = gettext("This link doesn't work any more. Ask for a new one.");
const UNREADABLE = gettext("This auction can't be shown right now. Reload in a few minutes.");

/**
 * @typedef {{snapshot: (frame: any) => void, events: (events: import("../room/state.js").RoomEvent[]) => void,
 *   status: (status: import("../room/connection/connection.js").Status, message: string) => void}} Handlers
 */

export class Line {
  /** @param {{api: import("../room/connection/api.js").Api, clock: import("../room/connection/clock.js").Clock, handlers: Handlers}} parts */
  constructor({ api, clock, handlers }) {
    Object.assign(this, { api, clock, handlers });
    /** @type {{epoch: number, seq: number} | null} null: a snapshot is next */
    this.at = null;
    this.over = false;
    this.closed = false;
    this.busy = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.next = undefined;
  }

  /** Looks now, and from then on for as long as the link works. */
  async look() {
    if (this.busy || this.closed) return;
    this.busy = true;
    clearTimeout(this.next);
    try {
      if (this.at) await this.catchUp();
      // A journal that was replaced, or too much at once: the whole state is the shorter way.
      if (!this.at && !this.closed) await this.begin();
      if (!this.closed) this.handlers.status("http", "");
    } catch {
      this.handlers.status("offline", ""); // the next look may find the server
    }
    this.busy = false;
    if (!this.closed) this.next = setTimeout(() => this.look(), this.over ? OVER_EVERY_MS : EVERY_MS);
  }

  async begin() {
    const frame = await this.ask("");
    if (!frame) return;
    this.at = { epoch: frame.epoch, seq: frame.seq };
    this.handlers.snapshot(frame);
  }

  async catchUp() {
    const frame = await this.ask(`events?since=${this.at.seq}`);
    if (!frame) return;
    if (frame.epoch !== this.at.epoch || !frame.events) this.at = null;
    else if (frame.events.length > 0) {
      this.at.seq = frame.events.at(-1).seq;
      this.handlers.events(frame.events);
    }
  }

  /** @param {string} path @returns {Promise<Record<string, any> | null>} null: the link shows nothing any more */
  async ask(path) {
    const sent = this.clock.monotonic();
    const { fine, status, body } = await this.api.call(path);
    if (!fine) {
      this.closed = true;
      this.handlers.status("refused", status === 404 ? GONE : UNREADABLE);
      return null;
    }
    this.clock.sample(sent, body.now);
    return body;
  }
}
