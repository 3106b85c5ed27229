/** What a person does in a slow auction: looks at some of its open lots, and bids the least on one with one press. */
import { gettext } from "../../gettext.js";
import { money } from "../money.js";
import { noteRefusal } from "../feed/refusals.js";

/** @typedef {import("../state.js").Lot} Lot */
/** @typedef {import("../room.js").StreamForm} StreamForm */

export class Stream {
  /** @param {{room: import("../room.js").Room, commands: import("../connection/commands.js").Commands}} parts */
  constructor({ room, commands }) {
    Object.assign(this, { room, commands });
  }

  /** @returns {StreamForm} */
  get form() {
    return this.room.ui.stream;
  }

  /** @param {string} filter */
  filter(filter) {
    this.change({ filter });
  }

  /** @param {string} search */
  search(search) {
    this.change({ search });
  }

  /** What the commissioner can do with a lot; null: nothing is open. @param {string | null} menu */
  menu(menu) {
    this.change({ menu });
  }

  /** Bids the least that counts, which the button has named. @param {Lot} lot @param {number} amount */
  async bid(lot, amount) {
    if (this.form.busy) return;
    this.change({ busy: lot.id, said: null });
    const result = await this.commands.issue({ type: "bid", lot: lot.id, amount, seen: lot.price });
    noteRefusal(this.room, { lot: lot.id, amount, name: lot.asset.name }, result);
    const text = result.ok ? gettext("Your bid of {amount} is in.", { amount: money(amount, this.room.unit) }) : result.message || gettext("Refused.");
    this.change({ busy: null, said: { lot: lot.id, text, ok: result.ok } });
  }

  /** @param {Partial<StreamForm>} changes */
  change(changes) {
    this.room.ui.stream = { ...this.form, ...changes };
    this.room.changed();
  }
}
