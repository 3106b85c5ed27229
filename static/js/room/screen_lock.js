/** Keeps the screen on while it is wanted. The browser lets go of it whenever the page is hidden; then it is taken again. */

export class ScreenLock {
  /** @param {{request(kind: "screen"): Promise<any>} | undefined} locks undefined where the browser has none @param {Document} page */
  constructor(locks = globalThis.navigator?.wakeLock, page = document) {
    Object.assign(this, { locks, page });
    this.wanted = false;
    /** @type {any} */
    this.held = null;
    this.asking = false;
    page.addEventListener("visibilitychange", () => this.look());
  }

  /** @param {boolean} wanted */
  want(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.look();
  }

  /** Takes the lock or lets go of it, as things are now. */
  async look() {
    if (this.held && (!this.wanted || this.page.hidden)) {
      const { held } = this;
      this.held = null;
      await held.release().catch(() => undefined);
      return;
    }
    if (this.held || this.asking || !this.wanted || this.page.hidden || !this.locks) return;
    this.asking = true;
    const lock = await this.locks.request("screen").catch(() => null); // a low battery refuses it
    this.asking = false;
    if (!lock) return;
    lock.addEventListener("release", () => {
      if (this.held === lock) this.held = null;
    });
    this.held = lock;
    if (!this.wanted || this.page.hidden) this.look();
  }
}
