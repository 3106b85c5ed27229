/** Putting lots up in turn: what this manager looks for and chooses in theirs. */
import { gettext } from "../../gettext.js";
import { readWholeNumber } from "../../numbers.js";
import { noteRefusal } from "../feed/refusals.js";
import { queuedLots } from "../selectors/auction.js";

const SEARCH_AFTER_MS = 250;

/** @typedef {import("../room.js").NominationForm} NominationForm */

export class Nominations {
  /**
   * @param {{room: import("../room.js").Room, commands: import("../connection/commands.js").Commands, api: import("../connection/api.js").Api,
   *   later?: typeof setTimeout}} parts
   */
  constructor({ room, commands, api, later = (...args) => setTimeout(...args) }) {
    Object.assign(this, { room, commands, api, later });
  }

  /** What is looked for and chosen in this turn; empty at its beginning. @returns {NominationForm} */
  get form() {
    const { auction, lots } = this.room.state;
    const used = lots.filter((lot) => lot.status === "open" && lot.nominator === this.room.you?.participant).length;
    // Not by its end, which a pause or a stall moves: what somebody types would be gone.
    const turn = `${auction.next_nominator}:${auction.nomination_round}:${auction.format === "slow" ? used : ""}`;
    const { nomination } = this.room.ui;
    if (nomination?.turn === turn) return nomination;
    return { turn, search: "", found: null, lot: null, text: "", said: "", busy: false };
  }

  /** The lots to choose from: what was found, else the next of the list. */
  get lots() {
    return this.form.found ?? queuedLots(this.room.state);
  }

  /** Looks for lots to come, a moment after the last letter. @param {string} search */
  search(search) {
    this.change({ search, said: "", ...(search.trim() ? {} : { found: null }) });
    clearTimeout(this.timer);
    if (search.trim()) this.timer = this.later(() => this.find(search), SEARCH_AFTER_MS);
  }

  /** @param {string} search */
  async find(search) {
    try {
      const found = await this.api.queuedLots(search.trim());
      if (this.form.search === search) this.change({ found });
    } catch {
      if (this.form.search === search) this.change({ said: gettext("The list can't be read right now. Try again, or choose one of the next.") });
    }
  }

  /** Chooses a lot; its first bid begins at the opening price. @param {import("../state.js").Lot} lot */
  choose(lot) {
    this.change({ lot, text: String(lot.opening_price), said: "" });
  }

  /** @param {string} text */
  type(text) {
    this.change({ text, said: "" });
  }

  /** Puts the chosen lot up with the bid that is typed. */
  async putUp() {
    const { lot, text, busy, turn } = this.form;
    if (!lot || busy) return;
    const { number: amount = NaN, problem } = readWholeNumber(text);
    if (problem || !Number.isSafeInteger(amount)) {
      this.change({ said: problem ?? gettext("Give a whole number.") });
      return;
    }
    this.change({ busy: true, said: "" });
    const result = await this.commands.issue({ type: "nominate", asset: lot.asset.id, amount });
    noteRefusal(this.room, { lot: lot.id, amount, name: lot.asset.name }, result);
    if (this.form.turn === turn && !result.ok) this.change({ busy: false, said: result.message || gettext("Refused.") });
  }

  /** @param {Partial<NominationForm>} changes */
  change(changes) {
    this.room.ui.nomination = { ...this.form, ...changes };
    this.room.changed();
  }
}
