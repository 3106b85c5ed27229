/**
 * Everything that moves with time, ten times a second, written straight into its elements: a clock must not redraw a
 * page. A phase that changes asks for a redraw.
 */
import { isolated } from "../bidi.js";
import { gettext, ngettext } from "../gettext.js";
import { remaining } from "./selectors/deadlines.js";
import { money } from "./money.js";
import { openLot, participantById } from "./selectors/auction.js";
import { digits, phaseOf, unit } from "./selectors/phase.js";
import { isSlow, span } from "./selectors/stream.js";

const TICK_MS = 100;
/** About a pixel each. Painting takes a phone's battery, so the ring is drawn anew only when that can be seen. */
const RING_STEPS = 400;
/** The later one is the more urgent. */
const WARNINGS = [[10_000, "ten"], [5000, "five"]];

export class Ticker {
  /**
   * @param {HTMLElement} root
   * @param {import("./room.js").Room} room
   * @param {(signal: {sound: string, say: string}) => void} warn
   */
  constructor(root, room, warn) {
    Object.assign(this, { root, room, warn });
    /** Time left at the last tick, by lot. */
    this.before = { lot: "", left: 0 };
    /** What was drawn last, and on which element: a view may have made another since. */
    this.ring = { element: null, offset: "" };
  }

  start() {
    setInterval(() => this.tick(), TICK_MS);
  }

  tick() {
    const { room } = this;
    if (!room.state) return;
    const now = room.clock.serverNow();
    const phase = phaseOf(room.state, now);
    if (phase !== room.phase) {
      room.phase = phase;
      room.changed();
    }
    this.draw(now);
  }

  /** @param {number} now server ms */
  draw(now) {
    const { state, phase } = this.room;
    if (!state) return;
    if (isSlow(state)) {
      this.ends(now);
      return;
    }
    const lot = openLot(state);
    const left = lot ? remaining(lot, now, state.auction.resumes_at) : 0;
    if (lot) this.clock(lot, left);
    if (lot && (phase === "running" || phase === "final")) this.cross(lot, left);
    this.write("resumes", seconds(state.auction.resumes_at, now));
    this.write("next", seconds(state.auction.next_lot_at, now));
    this.write("turn", seconds(state.auction.turn_ends_at, now));
  }

  /** How long each of many lots goes on. @param {number} now server ms */
  ends(now) {
    for (const element of this.root.querySelectorAll("[data-ends]")) {
      const text = span(Math.max(0, Number(element.dataset.ends) - now));
      if (element.textContent !== text) element.textContent = text;
    }
  }

  /** @param {import("./state.js").Lot} lot @param {number} left ms */
  clock(lot, left) {
    this.write("digits", digits(left));
    this.write("unit", unit(left));
    const whole = this.room.state.auction.settings.lot_seconds * 1000;
    this.drawRing(1 - Math.min(1, left / whole));
  }

  /** @param {number} gone how much of the ring, from 0 to 1 */
  drawRing(gone) {
    const element = this.root.querySelector("[data-tick=ring]");
    // The circle's length is 100; an offset of 100 hides it all.
    const offset = String((Math.round(gone * RING_STEPS) / RING_STEPS) * 100);
    if (!element || (this.ring.element === element && this.ring.offset === offset)) return;
    element.style.strokeDashoffset = offset;
    this.ring = { element, offset };
  }

  /**
   * Warns once each time the clock runs through a threshold, or has leapt over it while the page slept. While the page
   * catches up it says nothing: a bid may have moved the end.
   *
   * @param {import("./state.js").Lot} lot @param {number} left ms
   */
  cross(lot, left) {
    if (!["live", "http"].includes(this.room.link.status)) return;
    const { before } = this;
    this.before = { lot: lot.id, left };
    if (before.lot !== lot.id) return;
    const crossed = WARNINGS.filter(([at]) => before.left > at && left <= at).at(-1);
    if (crossed) this.warn({ sound: crossed[1], say: `${ngettext("{number} second.", "{number} seconds.", Math.ceil(left / 1000))} ${standing(this.room, lot)}` });
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    for (const element of this.root.querySelectorAll(`[data-tick=${name}]`)) {
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

/** Price and leader: whoever hears the warning doesn't see them. @param {import("./room.js").Room} room @param {import("./state.js").Lot} lot */
function standing(room, lot) {
  const unit = room.state.auction.settings.unit;
  if (lot.leader === null) return gettext("No bid yet, from {price}.", { price: money(lot.opening_price, unit) });
  const price = money(lot.price ?? 0, unit);
  if (lot.leader === room.you.participant) return gettext("{price}, you lead.", { price });
  return gettext("{price}, {who} leads.", { price, who: isolated(participantById(room.state, lot.leader)?.name ?? gettext("somebody")) });
}

/** @param {number | null} at @param {number} now @returns {string} whole seconds until then */
const seconds = (at, now) => String(Math.max(1, Math.ceil(((at ?? now) - now) / 1000)));
