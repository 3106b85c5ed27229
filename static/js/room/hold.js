/**
 * Big bids ask for a held button. A pointer holds it for 0.7 s; a keyboard or a screen reader, which can't hold,
 * presses twice.
 */
const HOLD_MS = 700;
const TWICE_MS = [250, 4000];

export class Hold {
  /** @param {(amount: number | null) => void} holding @param {(amount: number) => void} done @param {(text: string) => void} say */
  constructor(holding, done, say) {
    Object.assign(this, { holding, done, say });
    /** @type {{amount: number, at: number} | null} */
    this.armed = null;
    /** Set from the end of a hold until the finger is up: the click that follows is not another bid. */
    this.held = false;
  }

  /** @param {number} amount */
  press(amount) {
    this.release();
    this.held = false;
    this.holding(amount);
    this.timer = setTimeout(() => {
      this.release();
      this.held = true;
      this.done(amount);
    }, HOLD_MS);
  }

  release() {
    if (this.held) setTimeout(() => (this.held = false));
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.holding(null);
  }

  /** A click without a pointer counts as one of two presses. @param {MouseEvent} event @param {number} amount */
  click(event, amount) {
    if (this.held) return;
    if (event.detail !== 0) {
      this.say("A big step: hold the button until it is full.");
      return;
    }
    const since = this.armed?.amount === amount ? event.timeStamp - this.armed.at : Infinity;
    if (since >= TWICE_MS[0] && since <= TWICE_MS[1]) {
      this.armed = null;
      this.done(amount);
      return;
    }
    if (since > TWICE_MS[1]) this.armed = { amount, at: event.timeStamp };
    this.say("A big step: press again to bid it.");
  }
}
