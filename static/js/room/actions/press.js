/**
 * What a finger meant. The price may change while a button is down: the bid is the one the button named when it was
 * pressed, and the server refuses it if it is too late. Big bids ask for a held button: a pointer holds it for 0.7 s;
 * a keyboard or a screen reader, which can't hold, presses twice.
 */
import { gettext } from "../../gettext.js";

const HOLD_MS = 700;
const TWICE_MS = [250, 4000];

/** @typedef {{lot: string, amount: number, seen: number|null}} Offer */

export class Press {
  /**
   * @param {{bid: (offer: Offer) => void, holding: (amount: number | null) => void, say: (text: string) => void,
   *   later?: typeof setTimeout}} parts
   */
  constructor({ bid, holding, say, later = (...args) => setTimeout(...args) }) {
    Object.assign(this, { bid, holding, say, later });
    /** What the button named when the pointer went down on it. @type {Offer | null} */
    this.meant = null;
    /** First of two presses without a pointer. @type {{amount: number, at: number} | null} */
    this.armed = null;
    /** Set from the end of a hold until the finger is up: the click that follows is not another bid. */
    this.held = false;
  }

  /** @param {Offer} offer @param {boolean} hold whether it must be held */
  down(offer, hold) {
    this.up();
    this.held = false;
    this.meant = offer;
    if (!hold) return;
    this.holding(offer.amount);
    this.timer = this.later(() => {
      this.up();
      this.held = true;
      this.bid(offer);
    }, HOLD_MS);
  }

  /** The finger is up, or slid off the button. */
  up() {
    // The click comes right after this, before any timer.
    if (this.held || this.meant) this.later(() => Object.assign(this, { held: false, meant: null }), 0);
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.holding(null);
  }

  /** @param {{detail: number, timeStamp: number}} event @param {Offer} offer as the button reads now @param {boolean} hold */
  click(event, offer, hold) {
    if (this.held) return;
    const pointed = event.detail !== 0;
    if (!hold) this.bid(pointed && this.meant ? this.meant : offer);
    else if (pointed) this.say(gettext("A big step: hold the button until it is full."));
    else this.again(offer, event.timeStamp);
  }

  /** One of two presses. @param {Offer} offer @param {number} at ms */
  again(offer, at) {
    const since = this.armed?.amount === offer.amount ? at - this.armed.at : Infinity;
    if (since >= TWICE_MS[0] && since <= TWICE_MS[1]) {
      this.armed = null;
      this.bid(offer);
      return;
    }
    if (since > TWICE_MS[1]) this.armed = { amount: offer.amount, at };
    this.say(gettext("A big step: press again to bid it."));
  }
}
