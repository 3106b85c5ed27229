/**
 * Commands that arrive once. Each has an id and is stored before it is sent, so that after a lost answer, a reconnect
 * or a reload the same one is sent again: the server answers a known id with the outcome it kept.
 */
import { gettext } from "../../gettext.js";

const REPEAT_MS = 2500;
const GIVE_UP_MS = 30_000;
/** Repeats over the socket before HTTP is tried as well. */
const SOCKET_TRIES = 2;
/** A server that can decide nothing just now says so at once, and is asked again soon, but not by everybody together. */
const BUSY_FIRST_MS = 300;
const BUSY_LONGEST_MS = 700;
const BUSY_GIVE_UP_MS = 10_000;

/** A random UUID; `crypto.randomUUID` exists on secure origins only. @returns {string} */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @typedef {{ok: boolean, code: string, message: string, id: string, seq?: number, receipt?: object}} Result
 * @typedef {{frame: Record<string, any>, at: number, tries: number, kept: boolean, busy: number, sent: number, timer?: any,
 *   settle: (result: Result) => void}} Pending
 */

export class Commands {
  /**
   * @param {{send: (frame: object) => boolean, post: (frame: Record<string, any>) => Promise<Result>,
   *   storage: Storage, key: string, now?: () => number, random?: () => number}} options
   */
  constructor({ send, post, storage, key, now = () => Date.now(), random = Math.random }) {
    Object.assign(this, { send, post, storage, key, now, random });
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
  }

  /**
   * Sends a command, as often as it takes.
   *
   * @param {Record<string, any>} content a frame without its id
   * @returns {Promise<Result>}
   */
  issue(content) {
    return this.enter({ ...content, id: uuid() }, this.now());
  }

  /** @param {Record<string, any>} frame @param {number} at @returns {Promise<Result>} */
  enter(frame, at, sent = 0) {
    return new Promise((settle) => {
      this.pending.set(frame.id, { frame, at, tries: 0, kept: false, busy: 0, sent, settle });
      this.store();
      this.attempt(frame.id);
    });
  }

  /** @param {string} id */
  attempt(id) {
    const one = this.pending.get(id);
    if (!one) return;
    clearTimeout(one.timer);
    if (this.now() - one.at > GIVE_UP_MS) {
      this.settle({ id, ok: false, code: "no_answer", message: gettext("No answer came. Look at the price before you try again.") });
      return;
    }
    if (!one.kept) {
      const sent = one.tries < SOCKET_TRIES && this.send(one.frame);
      if (!sent) this.byHttp(one.frame);
      one.tries += 1;
      one.sent += 1;
    }
    one.timer = setTimeout(() => this.attempt(id), REPEAT_MS);
  }

  /** @param {Record<string, any>} frame */
  byHttp(frame) {
    this.post(frame).then(
      (result) => this.settle(result),
      () => undefined, // Unreachable: the timer tries again.
    );
  }

  /** The server has it and answers later on this line: nothing is sent again. True if it is waited for. @param {string} id */
  keep(id) {
    const one = this.pending.get(id);
    if (one) one.kept = true;
    return one !== undefined;
  }

  /** An answer, from wherever it came; unknown ids are late repeats. @param {Result} result */
  settle(result) {
    const one = this.pending.get(result.id);
    if (!one) return;
    // What was sent before may stand already: that it comes again too fast says nothing about it.
    const undecided = result.code === "busy" || (result.code === "too_fast" && one.sent > 1);
    if (undecided && !one.kept && this.now() - one.at < BUSY_GIVE_UP_MS) {
      this.askAgainSoon(one);
      return;
    }
    clearTimeout(one.timer);
    this.pending.delete(result.id);
    this.store();
    one.settle(result);
  }

  /** Busy means that nothing was decided now, and that the line works. @param {Pending} one */
  askAgainSoon(one) {
    clearTimeout(one.timer);
    const pause = Math.min(BUSY_LONGEST_MS, BUSY_FIRST_MS * 2 ** one.busy) * (0.5 + this.random() / 2);
    one.tries = 0;
    one.busy += 1;
    one.timer = setTimeout(() => this.attempt(one.frame.id), pause);
  }

  /** After a reconnect: everything unanswered goes again, over the socket first. */
  repeat() {
    for (const [id, one] of this.pending) {
      one.tries = 0;
      one.kept = false;
      this.attempt(id);
    }
  }

  /**
   * After a reload: what was stored without an answer goes again.
   *
   * @returns {{frame: Record<string, any>, result: Promise<Result>}[]}
   */
  restore() {
    const fresh = this.stored().filter((one) => this.now() - one.at < GIVE_UP_MS && !this.pending.has(one.frame.id));
    return fresh.map(({ frame, at }) => ({ frame, result: this.enter(frame, at, 1) }));
  }

  /** @returns {{frame: Record<string, any>, at: number}[]} */
  stored() {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }

  store() {
    try {
      const rows = [...this.pending.values()].map(({ frame, at }) => ({ frame, at }));
      this.storage.setItem(this.key, JSON.stringify(rows));
    } catch {
      // A private window may forbid storage; repeats within this page still work.
    }
  }
}
