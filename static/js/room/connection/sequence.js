/**
 * Which events may be applied now. Pure: `seq == last + 1` is applied, older ones are ignored, and later ones wait
 * until the gap before them is filled.
 */
export class Sequence {
  constructor() {
    /** @type {number | null} */
    this.epoch = null;
    /** Number of the newest event applied. */
    this.last = 0;
    /** @type {Map<number, import("../state.js").RoomEvent>} */
    this.waiting = new Map();
  }

  /** A snapshot says everything up to its number. @param {number} epoch @param {number} seq */
  reset(epoch, seq) {
    if (epoch !== this.epoch) this.waiting.clear();
    this.epoch = epoch;
    this.last = seq;
    this.forgetOld();
  }

  /**
   * @param {import("../state.js").RoomEvent[]} events in any order, with repeats or holes
   * @returns {import("../state.js").RoomEvent[]} those to apply now, in order
   */
  receive(events) {
    for (const event of events) {
      if (event.seq > this.last) this.waiting.set(event.seq, event);
    }
    return this.takeReady();
  }

  /** What a snapshot has left over and fits behind it. */
  takeReady() {
    const ready = [];
    for (let next; (next = this.waiting.get(this.last + 1)); ) {
      this.waiting.delete(next.seq);
      this.last = next.seq;
      ready.push(next);
    }
    return ready;
  }

  /** Whether events are known to be missing. */
  get gap() {
    return this.waiting.size > 0;
  }

  /** Number of the newest event known. */
  get newest() {
    return Math.max(this.last, ...this.waiting.keys());
  }

  forgetOld() {
    for (const seq of this.waiting.keys()) if (seq <= this.last) this.waiting.delete(seq);
  }
}
