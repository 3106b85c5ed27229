/** Before the auction everybody can try what the evening needs: a bid's way there and back, and a line that is lost. Nothing of it reaches the auction. */

export class Rehearsal {
  /**
   * @param {{room: {link: {status: string}, changed: () => void},
   *   connection: {socket: {ping(): void, drop(): void}}, now?: () => number}} parts
   */
  constructor({ room, connection, now = () => performance.now() }) {
    Object.assign(this, { room, connection, now });
    /** How long a bid took, in ms. @type {number | null} */
    this.bid = null;
    /** How long it took to come back, in ms. @type {number | null} */
    this.back = null;
    /** Since when an answer is waited for, or the line is cut. @type {number | null} */
    this.asked = null;
    /** @type {number | null} */
    this.cut = null;
  }

  get isLive() {
    return this.room.link.status === "live";
  }

  /** Sends what a bid would cost the line, and no bid. */
  practise() {
    if (!this.isLive) return;
    this.bid = null;
    this.asked = this.now();
    this.connection.socket.ping();
    this.room.changed();
  }

  /** Loses the line as a tunnel would; it comes back by itself. */
  reconnect() {
    if (!this.isLive) return;
    this.back = null;
    this.cut = this.now();
    this.connection.socket.drop();
    this.room.changed();
  }

  /** The server answered a ping. */
  answered() {
    if (this.asked === null) return;
    this.bid = this.now() - this.asked;
    this.asked = null;
    this.room.changed();
  }

  /** The line's state changed. @param {string} status */
  linked(status) {
    if (this.cut === null || status !== "live") return;
    this.back = this.now() - this.cut;
    this.cut = null;
    this.room.changed();
  }
}
