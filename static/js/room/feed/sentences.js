/**
 * Events as sentences, for the feed. Pure. Names are looked up in the event first and in the state after it, because
 * a lot may have left the state's window.
 */
import { isolated } from "../../bidi.js";
import { gettext, ngettext, translated } from "../../gettext.js";
import { howPlayed } from "../selectors/pace.js";
import { lotById, participantById } from "../selectors/auction.js";
import { duration, money } from "../money.js";
import { comesUp, queueChanged, takenBack } from "./rounds.js";

/**
 * @typedef {import("../state.js").RoomState} RoomState
 * @typedef {import("../state.js").RoomEvent} RoomEvent
 * @typedef {{seq: number, at: number, kind: string, mark: string, text: string, tone: string, participant?: string, command?: string}} FeedEntry
 *   `participant`: whose doing it was; `command`: of a bid that was refused
 * @typedef {{lot: string, who: string, commissioner: string, amount: string, reason: string, unit: string, detail: Record<string, any>}} Words
 *   `commissioner`: who of them did it, where there are several
 */

/** @type {Record<string, [mark: string, tone: string, (words: Words) => string]>} */
const SENTENCES = {
  auction_created: ["○", "quiet", () => gettext("Auction created.")],
  participant_joined: ["+", "quiet", (words) => gettext("{who} joined.", words)],
  seats_changed: ["•", "plain", seatsChanged],
  asset_kept: ["✓", "sold", (words) => gettext("{who} keeps {lot} for {amount}.", words)],
  auction_begun: ["▶", "strong", (words) => gettext("The auction began{reason}.", words)],
  nomination_opened: ["▹", "quiet", (words) => gettext("{who} is to put a lot up.", words)],
  turn_extended: ["↻", "quiet", ({ who, detail }) => gettext("The server stalled for {time}: {who} has that much more time.", { who, time: stalled(detail) })],
  lot_added: ["+", "strong", (words) => gettext("{lot} was added and comes up last{reason}.", words)],
  lot_started: ["▸", "strong", started],
  bid_placed: ["↑", "plain", (words) => {
    if (words.detail.by_bot) return gettext("A bot bid {amount} for {who}.", words);
    return words.detail.on_behalf ? gettext("{commissioner} bid {amount} for {who}.", words) : gettext("{who} bid {amount}.", words);
  }],
  bid_taken_back: ["↶", "strong", (words) =>
    words.detail.retracted ? gettext("{who} took back a bid of {amount}{reason}.", words) : gettext("{who}'s bid of {amount} was taken back{reason}.", words)],
  bid_restored: ["↑", "plain", (words) => gettext("{who} leads again at {amount}.", words)],
  proxy_bid: ["↑", "plain", (words) => gettext("{who} bid {amount} automatically.", words)],
  lot_extended: ["↻", "quiet", (words) => movedClock(words) ?? extended(words.detail)],
  lot_sold: ["✓", "sold", (words) => gettext("{lot} sold to {who} for {amount}.", words)],
  lot_unsold: ["–", "quiet", (words) => gettext("{lot} went unsold.", words)],
  lot_passed: ["»", "quiet", (words) => gettext("{who} passed on {lot}.", words)],
  lot_withdrawn: ["–", "strong", (words) => gettext("{lot} was withdrawn{bids}{reason}.", { ...words, bids: takenBack(words.detail) })],
  lot_skipped: ["↷", "strong", (words) => gettext("{lot} was skipped and comes up last{bids}{reason}.", { ...words, bids: takenBack(words.detail) })],
  auction_paused: ["‖", "strong", (words) => gettext("Paused{reason}.", words)],
  auction_resumed: ["▶", "strong", (words) => gettext("Auction resumed{reason}.", words)],
  sale_undone: ["↶", "strong", (words) => gettext("{lot} to {who} for {amount}: undone{reason}.", words)],
  sale_corrected: ["✎", "strong", (words) => gettext("{lot} is {who}'s for {amount}, corrected from {other} for {before}{reason}.", { ...words, ...words.detail.was })],
  asset_awarded: ["✓", "sold", (words) => gettext("{commissioner} gave {lot} to {who} for {amount}{reason}.", words)],
  assets_traded: ["⇄", "strong", ({ detail }) => gettext("{one} gives {given} to {two} for {taken}.", detail)],
  asset_dropped: ["−", "plain", ({ lot, who, detail }) => gettext("{who} gave up {lot}.", { who, lot: detail.asset ? isolated(detail.asset.name) : lot })],
  settings_changed: ["•", "quiet", settingsChanged],
  settings_adopted: ["•", "strong", (words) => gettext("The league's settings were taken over{lots}{reason}.", { ...words, lots: forSale(words.detail) })],
  budget_adjusted: ["•", "strong", budgetAdjusted],
  pace_changed: ["⇄", "strong", paceChanged],
  queue_changed: ["•", "quiet", ({ lot, reason, detail, unit }) => (detail.lot ? `${lot} ${comesUp(detail)}${reason}.` : queueChanged(detail, unit))],
  auction_completed: ["■", "strong", () => gettext("All lots are done: the auction is complete.")],
  auction_cancelled: ["✕", "strong", (words) => gettext("Cancelled{reason}.", words)],
};

/** What seats begin with was said. @param {Words} words */
function seatsChanged(words) {
  const { changed } = words.detail;
  if (changed === 0) return gettext("Budgets, rosters and keepers stay as they are{reason}.", words);
  return ngettext("Budgets, rosters or keepers of {number} manager were changed{reason}.", "Budgets, rosters or keepers of {number} managers were changed{reason}.", changed, words);
}

/** @param {Words} words */
function started({ lot, who, detail }) {
  const from = detail.opening ? gettext(", from {price}", { price: detail.opening }) : "";
  const turn = detail.participant ? gettext(", in the turn of {who}", { who }) : "";
  return gettext("{lot} is up{from}{turn}.", { lot, from, turn });
}

/** @param {Words} words */
function budgetAdjusted({ who, reason, detail, unit }) {
  const values = { who, reason, amount: money(Math.abs(detail.amount), unit) };
  return detail.amount < 0 ? gettext("{who} lost {amount} of budget{reason}.", values) : gettext("{who} got {amount} of budget{reason}.", values);
}

/** What is left is played slowly, or live, at once or when the open lots are over. @param {Words} words */
function paceChanged({ detail, reason }) {
  const { format, open, kept, again } = detail;
  if (kept) return format === "slow" ? gettext("The auction stays slow, as it was{reason}.", { reason }) : gettext("The auction stays live, as it was{reason}.", { reason });
  const back = again ? ngettext("; {number} lot without a bid will come up again", "; {number} lots without a bid will come up again", again) : "";
  const values = { how: howPlayed(format), back, reason };
  if (!open) return gettext("The rest is played {how}{back}{reason}.", values);
  return ngettext("When the open lot is over, the rest is played {how}{back}{reason}.", "When the {number} open lots are over, the rest is played {how}{back}{reason}.", open, values);
}

/** What else is for sale by other settings, and what isn't any more. @param {Record<string, any>} detail */
function forSale({ added, again, withdrawn }) {
  const come = (added ?? 0) + (again ?? 0);
  const lots = [come ? gettext("{number} more for sale", { number: come }) : "", withdrawn ? gettext("{number} withdrawn", { number: withdrawn }) : ""].filter(Boolean);
  return lots.length ? `: ${lots.join(", ")}` : "";
}

/** The commissioner moved the end of the lot; null if it moved by itself. @param {Words} words */
function movedClock({ commissioner, reason, detail }) {
  const { hurried, seconds } = detail;
  if (hurried) return gettext("{commissioner} sells it now{reason}.", { commissioner, reason });
  if (typeof seconds !== "number") return null;
  const values = { commissioner, reason, seconds: Math.abs(seconds) };
  return seconds > 0 ? gettext("{commissioner} added {seconds} s{reason}.", values) : gettext("{commissioner} took {seconds} s{reason}.", values);
}

/** Whose a corrected sale was, and for how much. @param {Record<string, any>} detail @param {RoomState} state */
const wasSold = ({ other, before }, state) =>
  ({ other: isolated(participantById(state, other)?.name ?? gettext("somebody")), before: money(before, state.auction.settings.unit) });

/** How long the server stalled. @param {Record<string, any>} detail */
const stalled = ({ stalled_ms: stalledMs }) => isolated(`${Math.max(0.1, Math.round(stalledMs / 100) / 10)} s`);

/** A deadline moves both ways: later by a late bid, and to now when nobody else is left. @param {Record<string, any>} detail */
function extended({ ends_at: endsAt, at, resumesAt, anew, stalled_ms: stalledMs }) {
  if (stalledMs) {
    return gettext("The server stalled for {time}: {time} more on the clock.", { time: stalled({ stalled_ms: stalledMs }) });
  }
  if (anew) return gettext("The lot has its whole time again.");
  // While the room counts 3-2-1, "now" is the end of the count; no bid arrives before it.
  return endsAt <= at || endsAt === resumesAt ? gettext("Everyone else is out: closing the lot.") : gettext("Late bid: {time} on the clock.", { time: duration(endsAt - at) });
}

/** @param {Words} words */
function settingsChanged({ who, detail }) {
  if (typeof detail.away !== "boolean") return gettext("The settings changed.");
  if (detail.lost_line) return gettext("{who}'s line was lost: a bot bids for them until they are back.", { who });
  return detail.away ? gettext("{who} is away. Bidding won't wait for them.", { who }) : gettext("{who} is back.", { who });
}

/**
 * The two halves of a trade. Its assets may be in no window of lots; they are in the rosters that came with it.
 *
 * @param {Record<string, any>} detail @param {RoomState} state
 */
function halves({ participant, other, gives = [], takes = [], pays = 0 }, state) {
  const owned = state.participants.flatMap((one) => one.roster);
  /** @param {string[]} lots @param {number} amount */
  const half = (lots, amount) => {
    const names = lots.map((id) => isolated(owned.find((item) => item.lot === id)?.asset.name ?? gettext("an asset")));
    if (amount > 0) names.push(money(amount, state.auction.settings.unit));
    return names.join(", ") || gettext("nothing");
  };
  return {
    one: isolated(participantById(state, participant)?.name ?? gettext("Somebody")),
    two: isolated(participantById(state, other)?.name ?? gettext("somebody")),
    given: half(gives, pays),
    taken: half(takes, -pays),
  };
}

/** @param {RoomEvent} event @param {RoomState} state @param {string} by who of several commissioners did it, or "" @returns {Words} */
function words(event, state, by) {
  const detail = event.data?.detail ?? {};
  const unit = state.auction.settings.unit;
  const lots = event.data?.lots ?? [];
  const people = event.data?.participants ?? [];
  const lot = lots.find((one) => one.id === detail.lot) ?? lotById(state, detail.lot) ?? lots[0];
  const who = people.find((one) => one.id === detail.participant) ?? participantById(state, detail.participant);
  const amount = detail.amount ?? detail.price;
  const reason = translated(String(detail.reason ?? event.data?.auction?.pause_reason ?? "")).replace(/[.\s]+$/u, "");
  return {
    lot: isolated(lot?.asset.name ?? gettext("A lot")),
    who: isolated(who?.name ?? gettext("Somebody")),
    commissioner: by || gettext("The commissioner"),
    amount: typeof amount === "number" ? money(amount, unit) : "",
    reason: reason ? `: ${reason}` : "",
    unit,
    detail: { ...detail, ...(event.kind === "assets_traded" ? halves(detail, state) : {}), ...(event.kind === "sale_corrected" ? { was: wasSold(detail, state) } : {}), at: event.at, resumesAt: state.auction.resumes_at, opening: lot ? money(lot.opening_price, unit) : "" },
  };
}

/** What somebody did, with who it was; of oneself it is said already. @param {string} text @param {string} by "": nobody is named */
function signed(text, by) {
  return !by || text.startsWith(by) ? text : text.replace(/\.$/u, () => ` (${by}).`);
}

/**
 * Whose word it was, where a league has several commissioners; else "" says that it is plain.
 *
 * @param {RoomEvent} event @param {RoomState} state
 */
function whoseWord(event, state) {
  const by = event.data?.detail?.by;
  return by && (state.auction.commissioners ?? []).length > 1 ? isolated(by) : "";
}

/**
 * @param {RoomEvent} event
 * @param {RoomState} state after the event
 * @returns {FeedEntry | null} null for what is nobody's news
 */
export function describe(event, state) {
  const sentence = SENTENCES[event.kind];
  if (!sentence) return null;
  const [mark, tone, write] = sentence;
  const by = whoseWord(event, state);
  const text = signed(write(words(event, state, by)), by);
  return { seq: event.seq, at: event.at, kind: event.kind, mark, tone, text, participant: event.data?.detail?.participant };
}
