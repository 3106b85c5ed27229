/**
 * The server's time, estimated. The fastest of the last 8 pings is the least disturbed by the network, and the
 * monotonic clock doesn't jump when the device's own is set. On some devices it stands still while they sleep; what it
 * has missed is added, until a ping has measured anew.
 */

const KEEP = 8;

export class Clock {
  /** @param {() => number} monotonic ms, never going back */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    /** @type {{rtt: number, offset: number}[]} */
    this.samples = [];
    /** A first guess, until a ping has come back. @type {number | null} */
    this.guess = null;
  }

  /** A snapshot's `now`: late by its way here, but better than nothing. @param {number} now server ms */
  hint(now) {
    this.guess = now - this.monotonic();
  }

  /** The monotonic clock stood still for so long: what was measured before is true no more. @param {number} missed ms */
  skip(missed) {
    this.guess = this.offset + missed;
    this.samples = [];
  }

  /**
   * A ping's answer. The server read its clock about half way.
   *
   * @param {number} sent monotonic ms
   * @param {number} now server ms
   */
  sample(sent, now) {
    const received = this.monotonic();
    const rtt = Math.max(0, received - sent);
    this.samples.push({ rtt, offset: now - (sent + rtt / 2) });
    if (this.samples.length > KEEP) this.samples.shift();
  }

  /** Server ms minus monotonic ms. */
  get offset() {
    if (this.samples.length === 0) return this.guess ?? Date.now() - this.monotonic();
    return this.samples.reduce((best, one) => (one.rtt < best.rtt ? one : best)).offset;
  }

  /** The server's time in epoch ms. */
  serverNow() {
    return this.monotonic() + this.offset;
  }

  /** The slowest of the last round trips in ms; null before the first. @returns {number | null} */
  get slowest() {
    return this.samples.length === 0 ? null : Math.max(...this.samples.map((one) => one.rtt));
  }

  /** The newest round trip in ms; null before the first. @returns {number | null} */
  get latency() {
    return this.samples.at(-1)?.rtt ?? null;
  }
}
