/**
 * Notices that this page has slept. A device that sleeps, or a browser that freezes a page, stops its timers, and on
 * some devices the monotonic clock (`performance.now`) too, but never the wall clock.
 *
 * - A tick that comes much too late: no timer ran meanwhile.
 * - A wall clock that is further ahead of the monotonic one than before: the monotonic one stood still. (One that falls
 *   behind was only set back by somebody.)
 *
 * Whatever comes first after a sleep looks: the timer, the page that is shown or resumed, or a frame on the socket.
 */

const EVERY_MS = 250;
/** Timers of a hidden tab are held back for a second, so that less is no sleep. */
const SLEPT_MS = 2000;
/** Clocks drift and are adjusted by less. */
const STOOD_STILL_MS = 500;

/** @typedef {{slept: number, stoodStill: number}} Sleep ms; `stoodStill` is what the monotonic clock has missed */

export class Wakefulness {
  /**
   * @param {(sleep: Sleep) => void} woke
   * @param {{monotonic?: () => number, wall?: () => number}} [clocks] for tests
   */
  constructor(woke, { monotonic = () => performance.now(), wall = () => Date.now() } = {}) {
    Object.assign(this, { woke, monotonic, wall });
    this.note();
  }

  /** Looks every quarter of a second, and whenever the page comes back. */
  start() {
    setInterval(() => this.look(), EVERY_MS);
    for (const name of ["visibilitychange", "resume"]) document.addEventListener(name, () => this.look());
    for (const name of ["pageshow", "focus"]) addEventListener(name, () => this.look());
  }

  note() {
    this.seen = { wall: this.wall(), monotonic: this.monotonic() };
  }

  /** Tells of a sleep that has just ended. */
  look() {
    const { seen } = this;
    this.note();
    const ran = this.seen.monotonic - seen.monotonic;
    const stoodStill = this.seen.wall - seen.wall - ran;
    const still = stoodStill >= STOOD_STILL_MS ? stoodStill : 0;
    const slept = ran + still;
    if (still > 0 || slept >= SLEPT_MS) this.woke({ slept, stoodStill: still });
  }
}
