/** The snapshot every 2 s, for as long as no socket works. */
import { gettext } from "../../gettext.js";
import { UNREADABLE } from "./socket.js";

const EVERY_MS = 2000;
const REFUSALS = new Map([
  [401, gettext("You are signed out. Sign in again to go on.")],
  [403, gettext("You are signed out, or not a member of this league. Sign in again to go on.")],
  [404, gettext("There is no such auction, or it isn't of a league of yours.")],
]);

export class Poller {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./clock.js").Clock} clock
   * @param {{snapshot: (frame: any) => void, worked: (fine: boolean) => void,
   *   refused: (message: string) => void}} handlers
   */
  constructor(api, clock, handlers) {
    Object.assign(this, { api, clock, handlers });
    this.running = false;
    /** The poll whose answer is waited for; one that was stopped isn't any more. @type {object | null} */
    this.asking = null;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.poll();
  }

  stop() {
    this.running = false;
    this.asking = null;
    clearTimeout(this.next);
  }

  /** Polls now instead of at the end of the pause. */
  hurry() {
    if (!this.running || this.asking) return;
    clearTimeout(this.next);
    this.poll();
  }

  async poll() {
    const asking = (this.asking = {});
    const sent = this.clock.monotonic();
    let fine = false;
    try {
      const answer = await this.api.snapshot();
      fine = answer.fine;
      if (this.asking === asking) this.take(answer, sent);
    } catch {
      // Unreachable: said by `worked(false)`, and tried again below.
    }
    if (this.asking !== asking) return; // stopped meanwhile, and perhaps started again
    this.asking = null;
    this.handlers.worked(fine);
    this.next = setTimeout(() => this.poll(), EVERY_MS);
  }

  /** @param {{fine: boolean, status: number, body: any}} answer @param {number} sent */
  take(answer, sent) {
    if (answer.fine) {
      this.clock.sample(sent, answer.body.now);
      this.handlers.snapshot(answer.body);
      return;
    }
    const message = answer.body?.code === "unreadable" ? UNREADABLE : REFUSALS.get(answer.status);
    if (message) this.handlers.refused(message);
  }
}
