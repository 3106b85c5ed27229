/** Seats that nobody has taken, or whose manager has left: a commissioner lets a bot play for one by a press, and takes it out by another. */

import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";

export class EmptySeats {
  /** @param {{api: import("../connection/api.js").Api, say: (text: string) => void}} parts */
  constructor({ api, say }) {
    Object.assign(this, { api, say });
  }

  /** @param {{id: string, name: string}} seat */
  fill({ id, name }) {
    return this.change(id, "PUT", gettext("A bot plays for {name} until somebody comes for the seat.", { name: isolated(name) }));
  }

  /** @param {{id: string, name: string}} seat */
  empty({ id, name }) {
    return this.change(id, "DELETE", gettext("No bot plays for {name}.", { name: isolated(name) }));
  }

  /** @param {string} seat @param {string} method @param {string} done what is said then: where the seat was away, nothing is seen of it */
  async change(seat, method, done) {
    try {
      const { fine, body } = await this.api.call(`seats/${seat}/bot`, this.api.changing(method));
      this.say(fine ? done : (body.detail ?? gettext("Refused.")));
    } catch {
      this.say(gettext("The server can't be reached. Try again."));
    }
  }
}
