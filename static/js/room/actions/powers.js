/** What the commissioner does to a lot, a bid or a budget, and a bidder to their own bid: asked first where money moves. */
import { isolated } from "../../bidi.js";
import { gettext, pgettext } from "../../gettext.js";
import { money } from "../money.js";
import { openLot, participantById } from "../selectors/auction.js";

/** @typedef {import("../state.js").Lot} Lot */
/** @typedef {import("../state.js").Participant} Participant */

const UNKNOWN = { sentences: [gettext("What it would change can't be fetched now. You can still go on.")] };

export class Powers {
  /** @param {any} actions with `room`, `api`, `run`, `ask` and `show` */
  constructor(actions) {
    this.actions = actions;
  }

  /** @param {string} name @param {object} args */
  run(name, args) {
    return this.actions.run(name, { type: "command", name, args, reason: "" });
  }

  /** @param {string} power @param {object} args @param {{title: string, words: string, optional?: boolean, danger?: boolean}} asked @param {string} fallback */
  ask(power, args, asked, fallback) {
    return this.actions.ask({ kind: "power", power, args, ...asked }, power, args, fallback);
  }

  /** Asks for an amount, and looks anew at what is typed. @param {string} power @param {object} args @param {object} asked */
  async askAmount(power, args, asked) {
    this.actions.show({ kind: "power", power, args, sentences: null, error: "", busy: false, ...asked });
    await this.change({});
  }

  /** Only the newest answer counts. @param {Record<string, any>} changes */
  async change(changes) {
    const { dialog } = this.actions.room.ui;
    if (dialog?.kind !== "power") return;
    const args = { ...dialog.args, ...changes };
    Object.assign(dialog, { args, error: "", sentences: null });
    this.actions.room.changed();
    const answer = await this.actions.api.preview(dialog.power, args).catch(() => UNKNOWN);
    if (!answer || this.actions.room.ui.dialog !== dialog || dialog.args !== args) return;
    Object.assign(dialog, { sentences: [], ...answer });
    this.actions.room.changed();
  }

  /** @param {Lot} lot */
  withdraw(lot) {
    const name = isolated(lot.asset.name);
    return this.ask("withdraw_lot", { lot: lot.id }, { title: gettext("Withdraw {name}?", { name }), words: gettext("Withdraw it"), danger: true }, gettext("{name} leaves the auction. You can put it up again.", { name }));
  }

  /** With no bid there is nothing to lose, and nothing to ask. @param {Lot} lot */
  skip(lot) {
    if (lot.leader === null) return this.run("skip_lot", { lot: lot.id });
    const name = isolated(lot.asset.name);
    return this.ask("skip_lot", { lot: lot.id }, { title: gettext("Skip {name}?", { name }), words: gettext("Skip it"), optional: true }, gettext("Bids on {name} are taken back, and it comes up last.", { name }));
  }

  /** @param {Lot} lot */
  moveNext(lot) {
    return this.run("move_lot", { lot: lot.id, position: 1 });
  }

  /** @param {Lot} lot */
  takeBack(lot) {
    const { state, unit } = this.actions.room;
    const values = { who: isolated(participantById(state, lot.leader)?.name ?? gettext("somebody")), amount: money(lot.price ?? 0, unit) };
    const asked = { title: gettext("Take back {who}'s bid of {amount}?", values), words: gettext("Take it back"), optional: true, danger: true };
    return this.ask("take_back_bid", { lot: lot.id, participant: lot.leader }, asked, gettext("The bid before leads again, if it still can."));
  }

  /** One's own bid. @param {Lot} lot */
  retract(lot) {
    return this.run("retract_bid", { lot: lot.id });
  }

  /** @param {Participant} one */
  bidFor(one) {
    const lot = openLot(this.actions.room.state);
    if (!lot) return Promise.resolve();
    const asked = { title: gettext("Bid for {who} on {lot}", { who: isolated(one.name), lot: isolated(lot.asset.name) }), words: pgettext("on a button", "Bid"), optional: true, field: pgettext("an amount", "Bid"), least: 1 };
    return this.askAmount("bid_for", { lot: lot.id, participant: one.id, amount: lot.min_next ?? lot.opening_price }, asked);
  }

  /** @param {Participant} one */
  budget(one) {
    const asked = { title: gettext("Change {who}'s budget", { who: isolated(one.name) }), words: gettext("Change it"), field: gettext("More money, or less with a minus"), reason: gettext("Correction") };
    this.actions.show({ kind: "power", power: "adjust_budget", args: { participant: one.id, amount: 0 }, error: "", busy: false, sentences: [gettext("Say by how much.")], ...asked });
  }
}
