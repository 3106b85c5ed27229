/** What the commissioner does to a lot, a bid or a budget, and a bidder to their own bid: asked first where money moves. */
import { isolated } from "../bidi.js";
import { money } from "./money.js";
import { openLot, participantById } from "./selectors.js";

/** @typedef {import("./state.js").Lot} Lot */
/** @typedef {import("./state.js").Participant} Participant */

const UNKNOWN = { sentences: ["What it would change can't be fetched now. You can still go on."] };

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
    if (this.actions.room.ui.dialog !== dialog || dialog.args !== args) return;
    Object.assign(dialog, { sentences: [], ...answer });
    this.actions.room.changed();
  }

  /** @param {Lot} lot */
  withdraw(lot) {
    const name = isolated(lot.asset.name);
    return this.ask("withdraw_lot", { lot: lot.id }, { title: `Withdraw ${name}?`, words: "Withdraw it", danger: true }, `${name} leaves the auction. You can put it up again.`);
  }

  /** With no bid there is nothing to lose, and nothing to ask. @param {Lot} lot */
  skip(lot) {
    if (lot.leader === null) return this.run("skip_lot", { lot: lot.id });
    const name = isolated(lot.asset.name);
    return this.ask("skip_lot", { lot: lot.id }, { title: `Skip ${name}?`, words: "Skip it", optional: true }, `Bids on ${name} are taken back, and it comes up last.`);
  }

  /** @param {Lot} lot */
  moveNext(lot) {
    return this.run("move_lot", { lot: lot.id, position: 1 });
  }

  /** @param {Lot} lot */
  takeBack(lot) {
    const { state, unit } = this.actions.room;
    const whose = `${isolated(participantById(state, lot.leader)?.name ?? "somebody")}'s bid of ${money(lot.price ?? 0, unit)}`;
    const asked = { title: `Take back ${whose}?`, words: "Take it back", optional: true, danger: true };
    return this.ask("take_back_bid", { lot: lot.id, participant: lot.leader }, asked, "The bid before leads again, if it still can.");
  }

  /** One's own bid. @param {Lot} lot */
  retract(lot) {
    return this.run("retract_bid", { lot: lot.id });
  }

  /** @param {Participant} one */
  bidFor(one) {
    const lot = openLot(this.actions.room.state);
    if (!lot) return Promise.resolve();
    const asked = { title: `Bid for ${isolated(one.name)} on ${isolated(lot.asset.name)}`, words: "Bid", optional: true, field: "Bid", least: 1 };
    return this.askAmount("bid_for", { lot: lot.id, participant: one.id, amount: lot.min_next ?? lot.opening_price }, asked);
  }

  /** @param {Participant} one */
  budget(one) {
    const asked = { title: `Change ${isolated(one.name)}'s budget`, words: "Change it", field: "More money, or less with a minus", reason: "Correction" };
    this.actions.show({ kind: "power", power: "adjust_budget", args: { participant: one.id, amount: 0 }, error: "", busy: false, sentences: ["Say by how much."], ...asked });
  }
}
