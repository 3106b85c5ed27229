/** Bidding up to a maximum: what this manager is typing, and what they leave. Nobody else sees it. */
import { gettext } from "../../gettext.js";
import { readWholeNumber } from "../../numbers.js";
import { maximumOn, whyNotMaximum } from "../selectors/maxima.js";

/** @typedef {import("../room.js").MaximumForm} MaximumForm */

export class Maxima {
  /** @param {{room: import("../room.js").Room, commands: import("../connection/commands.js").Commands}} parts */
  constructor({ room, commands }) {
    Object.assign(this, { room, commands });
  }

  /** @param {string} lot @returns {MaximumForm | null} what is typed or said of this lot */
  of(lot) {
    const form = this.room.ui.maximum;
    return form?.lot === lot ? form : null;
  }

  /** Opens the field of a lot, with what was left there. @param {string} lot */
  edit(lot) {
    const own = maximumOn(this.room.you, lot);
    this.show({ lot, open: true, text: own === undefined ? "" : String(own), said: "", busy: false });
  }

  close() {
    this.show(null);
  }

  /** @param {string} text */
  type(text) {
    this.change({ text, said: "" });
  }

  /** Leaves what is typed. @param {import("../state.js").Lot} lot */
  async leave(lot) {
    const { number: maximum = NaN, problem } = readWholeNumber(this.of(lot.id)?.text ?? "");
    const why = problem ?? whyNotMaximum(maximum, lot, this.room.me?.id, this.room.unit);
    if (why) this.change({ said: why });
    else await this.send(lot.id, maximum);
  }

  /** @param {string} lot */
  async takeBack(lot) {
    this.room.ui.maximum = { lot, open: false, text: "", said: "", busy: false };
    await this.send(lot, null);
  }

  /** @param {string} lot @param {number | null} max */
  async send(lot, max) {
    if (this.of(lot)?.busy) return;
    this.change({ busy: true, said: "" });
    const result = await this.commands.issue({ type: "proxy", lot, max });
    if (!this.of(lot)) return; // another lot's field is open by now
    if (result.ok) this.close();
    else this.change({ busy: false, said: result.message || gettext("Refused.") });
  }

  /** @param {Partial<MaximumForm>} changes */
  change(changes) {
    if (this.room.ui.maximum) this.show({ ...this.room.ui.maximum, ...changes });
  }

  /** @param {MaximumForm | null} form */
  show(form) {
    this.room.ui.maximum = form;
    this.room.changed();
  }
}
