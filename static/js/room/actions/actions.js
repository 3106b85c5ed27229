/** What a person can do in the room. Each action says at once that it is under way, and then how it ended. */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";
import { limitOn, lotById, openLot, sales } from "../selectors/auction.js";
import { readWholeNumber } from "../../numbers.js";
import { whyNoBid, whyNotAmount } from "../selectors/offers.js";
import { EmptySeats } from "./empty_seats.js";
import { LateSeats } from "./late.js";
import { Maxima } from "./maxima.js";
import { money } from "../money.js";
import { MoreLots } from "./more_lots.js";
import { Nominations } from "./nominations.js";
import { PaceChange } from "./pace_change.js";
import { Powers } from "./powers.js";
import { noteRefusal, refusalInWords } from "../feed/refusals.js";
import { isSlow } from "../selectors/stream.js";
import { Stream } from "./streaming.js";

/** The command that a question is about. @param {import("../room.js").Dialog} dialog @returns {[name: string, args: object]} */
function asked({ kind, lot, power, sale, args }) {
  if (kind === "power") return [power ?? "", args ?? {}];
  if (kind === "sale") return [power ?? "", power === "bid_for" ? { lot, participant: sale.participant, amount: sale.price } : { lot, ...sale }];
  return kind === "undo" ? ["undo_sale", { lot }] : ["cancel", {}];
}

/** How long a remark stays. */
const NOTE_MS = 6000;

export class Actions {
  /**
   * @param {{room: import("../room.js").Room, commands: import("../connection/commands.js").Commands,
   *   api: import("../connection/api.js").Api, sounds: import("../sound.js").Sounds}} parts
   */
  constructor({ room, commands, api, sounds }) {
    Object.assign(this, { room, commands, api, sounds });
    this.maxima = new Maxima({ room, commands });
    this.nominations = new Nominations({ room, commands, api });
    this.stream = new Stream({ room, commands });
    this.wide = () => globalThis.matchMedia?.("(min-width: 64.01rem)").matches ?? true;
    this.late = new LateSeats({ room, api, say: (text) => this.say(text) });
    this.emptySeats = new EmptySeats({ api, say: (text) => this.say(text) });
    this.powers = new Powers(this);
    this.pace = new PaceChange(this);
    this.moreLots = new MoreLots({ actions: this });
  }

  /**
   * Bids what a button named. Whether it still can be had is the server's to say: the price may have moved on.
   *
   * @param {import("./press.js").Offer} offer
   */
  async bid(offer) {
    if (this.room.ui.bid?.phase === "sending") return;
    await this.sendBid({ type: "bid", ...offer });
  }

  /** What the own amount's field would bid now, or why it can't. @returns {{offer?: import("./press.js").Offer, problem?: string}} */
  get own() {
    const { state, ui } = this.room;
    const lot = openLot(state);
    const { number: amount = NaN, problem: unreadable } = readWholeNumber(ui.own);
    const problem = unreadable ?? this.whyNot(amount);
    return problem || !lot ? { problem: problem ?? gettext("No lot is open now.") } : { offer: { lot: lot.id, amount, seen: lot.price } };
  }

  /** Says beside the buttons why a bid wasn't even sent. @param {string} problem */
  refuse(problem) {
    const { ui } = this.room;
    ui.note = "";
    ui.bid = { lot: openLot(this.room.state)?.id ?? "", amount: 0, phase: "refused", message: problem };
    this.forget(ui.bid);
    this.room.changed();
  }

  /** @param {Record<string, any>} frame */
  async sendBid(frame) {
    const { room } = this;
    const { lot, amount } = frame;
    room.ui.note = "";
    room.ui.bid = { lot, amount, phase: "sending", message: gettext("Sending {amount}…", { amount: money(amount, room.unit) }) };
    room.changed();
    this.bidEnded(frame, await this.commands.issue(frame));
  }

  /** The server has a bid and can't decide it yet: it says so, and its answer follows. @param {{id: string, message: string}} frame */
  bidKept({ id, message }) {
    const { ui } = this.room;
    if (!this.commands.keep(id) || ui.bid?.phase !== "sending") return;
    ui.bid = { ...ui.bid, message };
    this.room.changed();
  }

  /** @param {Record<string, any>} frame @param {import("../connection/commands.js").Result} result */
  bidEnded({ lot, amount }, result) {
    const { room } = this;
    noteRefusal(room, { lot, amount }, result);
    // The next lot may be open by now; its line is not the place for this answer, but a refusal has to be read.
    const open = openLot(room.state);
    if (open?.id !== lot && result.ok) return;
    if (open && open.id !== lot) {
      this.tellLater(lot, amount, result.message || gettext("Refused."));
      return;
    }
    const said = result.ok ? gettext("Your bid of {amount} is in.", { amount: money(amount, room.unit) }) : result.message || gettext("Refused.");
    room.ui.bid = { lot, amount, phase: result.ok ? "accepted" : "refused", message: said };
    if (result.ok) {
      room.ui.own = "";
      if (result.seq) room.bidTaken(lot, result.seq);
    } else this.forget(room.ui.bid);
    room.changed();
  }

  /** Says on the card, by the lot's name, why a bid on a lot before wasn't taken. @param {string} lot @param {number} amount @param {string} message */
  tellLater(lot, amount, message) {
    const { room } = this;
    const line = refusalInWords(room, { lot, amount }, message);
    room.ui.card = room.ui.card ? { ...room.ui.card, lines: [...room.ui.card.lines, line] } : { title: gettext("A lot ago"), lines: [line] };
    if (room.ui.bid?.lot === lot) room.ui.bid = null;
    room.changed();
  }

  /** A refusal is read, then old. @param {import("../room.js").OwnBid} bid */
  forget(bid) {
    setTimeout(() => {
      if (this.room.ui.bid !== bid) return;
      this.room.ui.bid = null;
      this.room.changed();
    }, NOTE_MS);
  }

  /** Why this amount is pointless now; null when it isn't. @param {number} amount @returns {string | null} */
  whyNot(amount) {
    const { state, you, clock, unit, switches } = this.room;
    const lot = openLot(state);
    if (!lot) return gettext("No lot is open now.");
    const none = whyNoBid(state, you, lot, clock.serverNow(), switches);
    return none ?? whyNotAmount(amount, limitOn(state, you, lot), lot, unit);
  }

  async pass() {
    const lot = openLot(this.room.state);
    if (!lot || isSlow(this.room.state) || !this.room.me || this.room.me.passed.includes(lot.id)) return;
    if (lot.leader === this.room.me.id) {
      this.say(gettext("You lead: there is nothing to pass on."));
      return;
    }
    await this.run("pass", { type: "pass", lot: lot.id }, () => openLot(this.room.state)?.id === lot.id);
  }

  /** @param {"begin"|"pause"|"resume"} name */
  command(name) {
    return this.run(name, { type: "command", name, args: {}, reason: "" });
  }

  /** @param {string} participant @param {boolean} away */
  setAway(participant, away) {
    return this.run(`away-${participant}`, { type: "command", name: "set_away", args: { participant, away }, reason: "" });
  }

  /**
   * @param {string} busy @param {Record<string, any>} content
   * @param {() => boolean} matters whether a refusal is worth saying when it comes
   * @returns {Promise<boolean>} whether it was done
   */
  async run(busy, content, matters = () => true) {
    const { room } = this;
    if (room.ui.busy) return false;
    room.ui.busy = busy;
    room.ui.note = "";
    room.changed();
    const result = await this.commands.issue(content);
    room.ui.busy = null;
    if (!result.ok && matters()) this.say(result.message);
    room.changed();
    return result.ok;
  }

  /** Asks before a sale is taken back, with what it changes for whom. @param {string} lot */
  async askUndo(lot) {
    const sale = sales(this.room.state).find((one) => one.lot === lot);
    if (!sale) return;
    const title = gettext("Take back {lot}?", { lot: isolated(sale.asset.name) });
    const fallback = gettext("{who} gets {price} back.", { who: isolated(sale.participant.name), price: money(sale.price, this.room.unit) });
    await this.ask({ kind: "undo", lot, title }, "undo_sale", { lot }, fallback);
  }

  /**
   * Asks whose a lot is and for how much: of one that was sold, or that is given to somebody.
   *
   * @param {"correct_sale"|"award_asset"|"bid_for"} power @param {string} lot @param {string} title
   * @param {{participant: string, price: number}} sale as it is now, or might be
   */
  async askSale(power, lot, title, sale) {
    const reason = { correct_sale: gettext("Wrong price or manager"), award_asset: gettext("As agreed"), bid_for: "" }[power];
    this.show({ kind: "sale", power, lot, title, sale, reason, optional: power === "bid_for", sentences: null, error: "", busy: false });
    if (sale.participant && power !== "correct_sale") await this.changeSale({});
    else this.show({ ...this.room.ui.dialog, sentences: [sale.participant ? gettext("Choose another price or manager.") : gettext("Choose a manager.")] });
  }

  /** What is typed in the question is looked at anew; only the newest answer counts. @param {{participant?: string, price?: number}} changes */
  async changeSale(changes) {
    const { dialog } = this.room.ui;
    if (!dialog?.sale) return;
    const sale = { ...dialog.sale, ...changes };
    Object.assign(dialog, { sale, error: "", sentences: sale.participant ? null : dialog.sentences });
    this.room.changed();
    if (!sale.participant) return;
    const answer = await this.api.preview(...asked(dialog)).catch(() => ({ sentences: [gettext("What it would change can't be fetched now. You can still go on.")] }));
    if (!answer || this.room.ui.dialog !== dialog || dialog.sale !== sale) return;
    Object.assign(dialog, { sentences: [], ...answer });
    this.room.changed();
  }

  /** Brings an unsold lot back into the queue. @param {string} lot */
  putUpAgain(lot) {
    return this.run(`again-${lot}`, { type: "command", name: "put_up_again", args: { lot }, reason: "" });
  }

  /** Asks who bids on one of many open lots, by the commissioner's word. @param {import("../state.js").Lot} lot */
  askBidFor(lot) {
    const bid = { participant: "", price: lot.min_next ?? lot.opening_price };
    return this.askSale("bid_for", lot.id, gettext("Bid on {lot} for a manager", { lot: isolated(lot.asset.name) }), bid);
  }

  /** Ends an open lot, or moves its end by some seconds. @param {number | null} seconds null: it is sold now @param {import("../state.js").Lot} [lot] */
  moveClock(seconds, lot = openLot(this.room.state)) {
    if (!lot) return Promise.resolve(false);
    const [name, args] = seconds === null ? ["sell_now", { lot: lot.id }] : ["change_clock", { lot: lot.id, seconds }];
    return this.run("clock", { type: "command", name, args, reason: "" }, () => lotById(this.room.state, lot.id)?.status === "open");
  }

  /** Asks before the auction is cancelled, with what everybody loses. */
  async askCancel() {
    const fallback = gettext("Every sale is taken back, and all budgets are whole again.");
    const dialog = await this.ask({ kind: "cancel", title: gettext("Cancel this auction?") }, "cancel", {}, fallback);
    dialog.sentences.push(gettext("A cancelled auction can't go on."));
    this.room.changed();
  }

  /**
   * Shows a question, and then what the server says that follows.
   *
   * @param {Partial<import("../room.js").Dialog>} asked @param {string} name of the command
   * @param {object} args @param {string} fallback what is known here
   */
  async ask(asked, name, args, fallback) {
    this.show({ sentences: null, error: "", busy: false, ...asked });
    const { dialog } = this.room.ui;
    try {
      Object.assign(dialog, await this.api.preview(name, args));
    } catch {
      dialog.error = gettext("What it would change can't be fetched now. You can still go on.");
    }
    dialog.sentences ??= [fallback];
    this.room.changed();
    return dialog;
  }

  /** @param {import("../room.js").Dialog} dialog */
  show(dialog) {
    this.room.ui.dialog = dialog;
    this.room.changed();
  }

  /** @param {string} reason */
  async confirm(reason) {
    const { dialog } = this.room.ui;
    if (!dialog || dialog.busy) return;
    this.api.dropPreview();
    Object.assign(dialog, { busy: true, error: "", sentences: dialog.sentences ?? [] });
    this.room.changed();
    const result = dialog.kind === "lot" ? await this.moreLots.add(reason) : await this.order(dialog, reason);
    Object.assign(dialog, { busy: false, error: result.ok ? "" : result.message });
    const open = this.room.ui.dialog === dialog;
    if (open && result.ok) this.room.ui.dialog = null;
    if (!open && !result.ok) this.say(result.message); // it was closed before the answer came
    this.room.changed();
  }

  /** @param {import("../room.js").Dialog} dialog @param {string} reason */
  async order(dialog, reason) {
    const [name, args] = asked(dialog);
    const result = await this.commands.issue({ type: "command", name, args, reason });
    if (name === "bid_for") noteRefusal(this.room, /** @type {any} */ (args), result);
    return result;
  }

  dismiss() {
    this.api.dropPreview();
    this.room.ui.dialog = null;
    this.room.changed();
  }

  closeCard() {
    this.room.ui.card = null;
    this.room.changed();
  }

  /** What stands beside the lot on a wide screen. @param {"feed"|"talk"} side */
  side(side) {
    this.room.ui.side = side;
    this.look();
  }

  /** Whether messages are looked at: as the tab of a phone, or in the place of the feed. */
  look() {
    const { ui, talk } = this.room;
    talk.look(this.wide() ? ui.side === "talk" : ui.tab === "talk");
  }

  /** @param {string} tab */
  tab(tab) {
    this.room.ui.tab = tab;
    this.look();
    this.room.changed();
  }

  /** @param {string} text */
  type(text) {
    this.room.ui.own = text;
    this.room.changed();
  }

  toggleSound() {
    this.room.ui.sound = this.sounds.toggle();
    this.room.changed();
  }

  /** @param {string} text */
  say(text) {
    const { ui } = this.room;
    ui.note = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      if (ui.note !== text) return;
      ui.note = "";
      this.room.changed();
    }, NOTE_MS);
    this.room.changed();
  }

  /** Sends again what a reload left without an answer. */
  restore() {
    for (const { frame, result } of this.commands.restore()) {
      if (frame.type === "bid") result.then((answer) => this.bidEnded(frame, answer));
    }
  }
}
