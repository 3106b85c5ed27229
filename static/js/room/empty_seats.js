/** Seats that nobody has taken yet: a commissioner lets a bot play for one by a press, and takes it out by another. */

export class EmptySeats {
  /** @param {{api: import("./api.js").Api, say: (text: string) => void}} parts */
  constructor({ api, say }) {
    Object.assign(this, { api, say });
  }

  /** @param {string} seat */
  fill(seat) {
    return this.change(seat, "PUT");
  }

  /** @param {string} seat */
  empty(seat) {
    return this.change(seat, "DELETE");
  }

  /** @param {string} seat @param {string} method */
  async change(seat, method) {
    try {
      const { fine, body } = await this.api.call(`seats/${seat}/bot`, this.api.changing(method));
      if (!fine) this.say(body.detail ?? "Refused.");
    } catch {
      this.say("The server can't be reached. Try again.");
    }
  }
}
