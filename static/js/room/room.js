/** What this page knows: the state as the server says it, and what only this page knows (a tab, a typed amount). */
import { gettext } from "../gettext.js";
import { sinceThen } from "./selectors/absence.js";
import { apply, rename } from "./state.js";
import { openLot, participantById, stageLot } from "./selectors/auction.js";
import { describe } from "./feed/sentences.js";
import { outbidOn, signals } from "./feed/signals.js";
import { ledOver } from "./selectors/pace.js";
import { phaseOf } from "./selectors/phase.js";
import { duration } from "./money.js";
import { Talk } from "./actions/talk.js";
import { Targets } from "./actions/targets.js";
import { ALL_OPEN } from "./selectors/switches.js";

const FEED_LENGTH = 200;
const FEED_AT_LOAD = 50;
/** Absences shorter than this need no card. */
const AWAY_MS = 3000;
/** What is one's own comes so soon after the events that a new line brought. */
const OWN_COMES_MS = 5000;
/** Older events are history: no tone for them. */
const FRESH_MS = 5000;

/**
 * @typedef {{lot: string, amount: number, phase: "sending"|"accepted"|"refused", message: string}} OwnBid
 * @typedef {{lot: string, open: boolean, text: string, said: string, busy: boolean}} MaximumForm
 * @typedef {{turn: string, search: string, found: import("./state.js").Lot[] | null, lot: import("./state.js").Lot | null,
 *   text: string, said: string, busy: boolean}} NominationForm
 * @typedef {{filter: string, search: string, busy: string|null, menu: string|null, said: {lot: string, text: string, ok: boolean}|null}} StreamForm
 * @typedef {import("./selectors/absence.js").Moment & {at: number}} Absence what was known when it began, and when that was
 * @typedef {{kind: "undo"|"cancel"|"sale"|"power"|"lot", lot?: string, name?: string, reason?: string, power?: string, args?: Record<string, any>, words?: string, optional?: boolean, danger?: boolean,
 *   field?: string, least?: number, pace?: boolean, sale?: {participant: string, price: number}, title: string, sentences: string[]|null, error: string,
 *   busy: boolean}} Dialog
 */

export class Room {
  /**
   * @param {{clock: import("./connection/clock.js").Clock, api: import("./connection/api.js").Api, dataset: DOMStringMap,
   *   changed: () => void, tell: (signal: import("./feed/signals.js").Signal) => void}} parts
   */
  constructor({ clock, api, dataset, changed, tell }) {
    Object.assign(this, { clock, api, changed, tell });
    this.targets = new Targets({ url: dataset.targets ?? "", changed });
    this.playsSlowly = dataset.slow === "on"; // what is left may be played slowly
    this.talk = new Talk({ on: dataset.messages === "on", member: dataset.member, api, changed });
    this.links = { league: dataset.leagueUrl ?? "/", results: dataset.resultsUrl ?? "/", screen: dataset.screenUrl ?? "/", replay: dataset.replayUrl ?? "/", spectators: dataset.spectatorsUrl ?? "" };
    /** The card that brings others in, from the server. @type {Node | null} */
    this.invite = null;
    /** @type {import("./state.js").RoomState | null} */
    this.state = null;
    /** @type {import("./state.js").You} */
    this.you = { user: "", role: "spectator", participant: null, proxies: {}, limits: {} };
    /** Who reads a replay, in which nobody plays. @type {import("./feed/receipts.js").Reader | null} */
    this.reader = null;
    /** @type {import("./selectors/owners.js").Bidders} */
    this.bidders = {};
    /** @type {Record<string, "here"|"gone">} */
    this.presence = {};
    this.spectators = 0;
    /** @type {import("./actions/late.js").Late[]} who came late and could be given a seat */
    this.late = [];
    /** What operators let happen, as the socket says. */
    this.switches = ALL_OPEN;
    /** Newest first. @type {import("./feed/sentences.js").FeedEntry[]} */
    this.feed = [];
    /** @type {{status: import("./connection/connection.js").Status, message: string}} */
    this.link = { status: "catching-up", message: "" };
    /** @type {import("./selectors/phase.js").Phase | null} */
    this.phase = null;
    /** @type {string | null} the lot on which we are outbid */
    this.outbid = null;
    /** Our newest accepted bid: its lot, and the number of its event. @type {{lot: string, seq: number} | null} */
    this.taken = null;
    /** The lot that closed last, and the number of its event. @type {{lot: string, seq: number} | null} */
    this.lastClosed = null;
    this.seq = 0;
    /** @type {{tab: string, own: string, ownFor: string|null, bid: OwnBid|null, dialog: Dialog|null, note: string,
     *   card: {title: string, lines: string[], since?: Absence}|null, busy: string|null, sound: boolean, holding: number|null,
     *   maximum: MaximumForm|null, nomination: NominationForm|null, side: "feed"|"talk", stream: StreamForm}} */
    this.ui = { tab: "managers", own: "", ownFor: null, bid: null, dialog: null, note: "", card: null, busy: null, sound: false, holding: null, maximum: null, nomination: null, side: "feed", stream: { filter: "all", search: "", busy: null, menu: null, said: null } };
    /** @type {Absence | null} */
    this.left = null;
    /** What was told on the way back, while one's own money may still be as it was. @type {{since: Absence, title: string, told: boolean, until: number} | null} */
    this.returned = null;
  }

  get me() {
    return this.state ? participantById(this.state, this.you.participant) : undefined;
  }

  /** What this manager has left, as they alone see it: their maxima are held. */
  get toSpend() {
    return this.you.available ?? this.me?.available ?? 0;
  }

  get stage() {
    return this.state ? stageLot(this.state, this.lastClosed?.lot) : undefined;
  }

  get unit() {
    return this.state?.auction.settings.unit ?? "";
  }

  get isCommissioner() {
    return this.you.role === "commissioner";
  }

  /** @param {{seq: number, state: import("./state.js").RoomState, you: import("./state.js").You}} frame */
  snapshot(frame) {
    const before = this.state;
    const lot = openLot(frame.state)?.id;
    this.seq = frame.seq;
    this.you = frame.you;
    if (lot && frame.you.outbid?.includes(lot)) this.outbid = lot; // of which a page that was just opened saw nothing
    if (this.lastClosed && this.lastClosed.seq > frame.seq) this.lastClosed = null; // which a restored database never had
    this.bidders = { ...this.bidders, ...frame.you.bidders };
    this.become(frame.state, before ?? frame.state);
    this.fillFeed();
    this.changed();
  }

  /**
   * Merged as a whole: those of one frame carry each value once, in the newest event that has it.
   *
   * @param {import("./state.js").RoomEvent[]} events in order, none missing
   */
  events(events) {
    const before = this.state;
    if (!before) return;
    this.seq = events.at(-1)?.seq ?? this.seq;
    this.become(events.reduce(apply, before), before, events);
    for (const event of events) this.note(event);
    const now = this.clock.serverNow();
    const fresh = events.filter((event) => now - event.at < FRESH_MS);
    for (const one of signals(fresh, before, this.state, this.you.participant)) this.tell(one);
    this.changed();
  }

  /**
   * @param {import("./state.js").RoomState} after
   * @param {import("./state.js").RoomState} before
   * @param {import("./state.js").RoomEvent[]} [events] what lies between, where that is known
   */
  become(after, before, events = []) {
    this.state = after;
    this.ui.card = ledOver(before, after) ?? this.ui.card;
    this.outbid = outbidOn(before, after, this.you.participant, this.outbid ?? this.ledBySeq(), events);
    this.phase = phaseOf(after, this.clock.serverNow());
    const lot = openLot(after)?.id ?? null;
    if (lot !== this.taken?.lot) this.taken = null;
    const turned = before.auction.status !== after.auction.status || openLot(before)?.id !== openLot(after)?.id;
    // An answer belongs to its lot and its moment; one that is still to come keeps its place.
    if (turned && this.ui.bid?.phase !== "sending") this.ui.bid = null;
    if (turned) this.ui.note = "";
    if (lot !== null && lot !== this.ui.ownFor) Object.assign(this.ui, { own: "", ownFor: lot, bid: null });
  }

  /** The server took our bid: whoever leads after its event has outbid us. @param {string} lot @param {number} seq */
  bidTaken(lot, seq) {
    this.taken = { lot, seq };
    if (this.state) this.outbid = outbidOn(this.state, this.state, this.you.participant, this.outbid ?? this.ledBySeq());
  }

  /** The lot that we led by an answer whose event lies behind us: a new connection may have jumped over it. */
  ledBySeq() {
    return this.taken && this.taken.seq <= this.seq ? this.taken.lot : null;
  }

  /** Writes an event into the feed. @param {import("./state.js").RoomEvent} event */
  note(event) {
    const closed = event.kind === "lot_sold" || event.kind === "lot_unsold" ? event.data?.detail?.lot : null;
    // The feed's past is fetched, and may come after what closed meanwhile.
    if (closed && event.seq > (this.lastClosed?.seq ?? 0)) this.lastClosed = { lot: closed, seq: event.seq };
    const entry = describe(event, this.state);
    if (!entry || this.feed.some((one) => one.seq === entry.seq)) return;
    this.feed = [entry, ...this.feed].sort((a, b) => b.seq - a.seq).slice(0, FEED_LENGTH);
  }

  /** Writes into the feed what is no event, such as another name of an asset, behind the newest. @param {string} text */
  told(text) {
    this.addToFeed({ kind: "notice", tone: "quiet", mark: "·", text });
    this.tell({ say: text });
    this.changed();
  }

  /** Writes into one's own feed that a bid was refused; it leads to the bid's receipt. @param {string} text @param {string} command the bid's id */
  wasRefused(text, command) {
    this.addToFeed({ kind: "bid_refused", tone: "quiet", mark: "✕", text, command });
    this.changed();
  }

  /** @param {Omit<import("./feed/sentences.js").FeedEntry, "seq" | "at">} entry */
  addToFeed(entry) {
    const seq = (this.feed[0]?.seq ?? this.seq) + 1 / 1024;
    this.feed = [{ seq, at: this.clock.serverNow(), ...entry }, ...this.feed].slice(0, FEED_LENGTH);
  }

  /** The feed's part that no event brought: at load, and after a snapshot that jumped. */
  async fillFeed() {
    const since = Math.max(Math.floor(this.feed[0]?.seq ?? 0), this.seq - FEED_AT_LOAD, 0);
    if (since >= this.seq) return;
    try {
      for (const event of await this.api.events(since)) this.note(event);
      this.changed();
    } catch {
      // The feed is a comfort: without it the state is still right.
    }
  }

  /** @param {{you: import("./state.js").You}} frame */
  yours(frame) {
    this.you = { ...this.you, ...frame.you };
    this.bidders = { ...this.bidders, ...frame.you.bidders };
    this.tellAgain();
    this.changed();
  }

  /** @param {{participants: Record<string, "here"|"gone">, spectators: number}} frame */
  present(frame) {
    this.presence = { ...this.presence, ...frame.participants };
    this.spectators = frame.spectators ?? 0;
    this.changed();
  }

  /** What people and the league are called now. @param {import("./state.js").Names} frame */
  named(frame) {
    if (!this.state) return;
    this.state = rename(this.state, frame);
    this.changed();
  }

  /** @param {import("./selectors/switches.js").Switches} frame */
  switched(frame) {
    this.switches = frame;
    this.changed();
  }

  /** @param {import("./connection/connection.js").Status} status @param {string} message */
  linked(status, message) {
    this.link = { status, message };
    // Over HTTP nobody says what is switched off, or on again: the server's answers do.
    if (status === "http") this.switches = ALL_OPEN;
    if (status === "live" || status === "http") this.back();
    else this.leave();
    this.changed();
  }

  /** From here on something may be missed: the connection is lost, or the tab is hidden. */
  leave() {
    this.slept(0);
  }

  /** The same, noticed so late: no clock of this page ran meanwhile. @param {number} ms */
  slept(ms) {
    if (this.state) this.left ??= { state: this.state, toSpend: this.toSpend, at: this.clock.serverNow() - ms };
  }

  /** Back with a state that is right: says what happened meanwhile, and since a card that nobody has read yet. */
  back() {
    if (!this.left || !this.state || document.hidden) return;
    const away = this.clock.serverNow() - this.left.at;
    const since = this.ui.card?.since ?? this.left;
    this.left = null;
    const now = this.clock.serverNow();
    this.returned = away < AWAY_MS ? null : { since, title: gettext("Away {time}", { time: duration(now - since.at) }), told: false, until: now + OWN_COMES_MS };
    this.tellAbsence();
    this.changed();
  }

  tellAbsence() {
    if (!this.returned) return;
    const { since, title } = this.returned;
    const lines = sinceThen(since, this, this.you.participant);
    if (lines.length > 0) this.ui.card = { title, lines, since };
    this.returned.told = lines.length > 0;
  }

  /** A new line brings events first and what is one's own then: with it the card is right, unless it was closed already. */
  tellAgain() {
    const back = this.returned;
    if (back && this.clock.serverNow() < back.until && (!back.told || this.ui.card?.since === back.since)) this.tellAbsence();
    this.returned = null;
  }
}
