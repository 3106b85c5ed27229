/**
 * Events as sentences, for the feed. Pure. Names are looked up in the event first and in the state after it, because
 * a lot may have left the state's window.
 */
import { isolated } from "../bidi.js";
import { lotById, participantById } from "./selectors.js";
import { duration, money } from "./money.js";
import { comesUp, queueChanged, takenBack } from "./rounds.js";

/**
 * @typedef {import("./state.js").RoomState} RoomState
 * @typedef {import("./state.js").RoomEvent} RoomEvent
 * @typedef {{seq: number, at: number, kind: string, mark: string, text: string, tone: string, participant?: string, command?: string}} FeedEntry
 *   `participant`: whose doing it was; `command`: of a bid that was refused
 * @typedef {{lot: string, who: string, amount: string, reason: string, unit: string, detail: Record<string, any>}} Words
 */

/** @type {Record<string, [mark: string, tone: string, (words: Words) => string]>} */
const SENTENCES = {
  auction_created: ["○", "quiet", () => "Auction created."],
  participant_joined: ["+", "quiet", ({ who }) => `${who} joined.`],
  seats_changed: ["•", "plain", ({ detail, reason }) => seatsChanged(detail, reason)],
  asset_kept: ["✓", "sold", ({ lot, who, amount }) => `${who} keeps ${lot} for ${amount}.`],
  auction_begun: ["▶", "strong", ({ reason }) => `The auction began${reason}.`],
  nomination_opened: ["▹", "quiet", ({ who }) => `${who} is to put a lot up.`],
  turn_extended: ["↻", "quiet", ({ who, detail }) => `The server stalled for ${stalled(detail)}: ${who} has that much more time.`],
  lot_added: ["+", "strong", ({ lot, reason }) => `${lot} was added and comes up last${reason}.`],
  lot_started: ["▸", "strong", ({ lot, who, detail }) =>
    `${lot} is up${detail.opening ? `, from ${detail.opening}` : ""}${detail.participant ? `, in the turn of ${who}` : ""}.`],
  bid_placed: ["↑", "plain", ({ who, amount, detail }) => (detail.by_bot ? `A bot bid ${amount} for ${who}.` : detail.on_behalf ? `The commissioner bid ${amount} for ${who}.` : `${who} bid ${amount}.`)],
  bid_taken_back: ["↶", "strong", ({ who, amount, reason, detail }) => (detail.retracted ? `${who} took back a bid of ${amount}${reason}.` : `${who}'s bid of ${amount} was taken back${reason}.`)],
  bid_restored: ["↑", "plain", ({ who, amount }) => `${who} leads again at ${amount}.`],
  proxy_bid: ["↑", "plain", ({ who, amount }) => `${who} bid ${amount} automatically.`],
  lot_extended: ["↻", "quiet", ({ detail, reason }) => movedClock(detail, reason) ?? extended(detail)],
  lot_sold: ["✓", "sold", ({ lot, who, amount }) => `${lot} sold to ${who} for ${amount}.`],
  lot_unsold: ["–", "quiet", ({ lot }) => `${lot} went unsold.`],
  lot_passed: ["»", "quiet", ({ who, lot }) => `${who} passed on ${lot}.`],
  lot_withdrawn: ["–", "strong", ({ lot, reason, detail }) => `${lot} was withdrawn${takenBack(detail)}${reason}.`],
  lot_skipped: ["↷", "strong", ({ lot, reason, detail }) => `${lot} was skipped and comes up last${takenBack(detail)}${reason}.`],
  auction_paused: ["‖", "strong", ({ reason }) => `Paused${reason}.`],
  auction_resumed: ["▶", "strong", ({ reason }) => `Auction resumed${reason}.`],
  sale_undone: ["↶", "strong", ({ lot, who, amount, reason }) => `${lot} to ${who} for ${amount}: undone${reason}.`],
  sale_corrected: ["✎", "strong", ({ lot, who, amount, reason, detail }) => `${lot} is ${who}'s for ${amount}, corrected from ${detail.was}${reason}.`],
  asset_awarded: ["✓", "sold", ({ lot, who, amount, reason }) => `The commissioner gave ${lot} to ${who} for ${amount}${reason}.`],
  assets_traded: ["⇄", "strong", ({ detail }) => `${detail.one} gives ${detail.given} to ${detail.two} for ${detail.taken}.`],
  asset_dropped: ["−", "plain", ({ lot, who, detail }) => `${who} gave up ${detail.asset ? isolated(detail.asset.name) : lot}.`],
  settings_changed: ["•", "quiet", ({ who, detail }) => settingsChanged(who, detail)],
  settings_adopted: ["•", "strong", ({ detail, reason }) => `The league's settings were taken over${forSale(detail)}${reason}.`],
  budget_adjusted: ["•", "strong", ({ who, reason, detail, unit }) => `${who} ${detail.amount < 0 ? "lost" : "got"} ${money(Math.abs(detail.amount), unit)} of budget${reason}.`],
  pace_changed: ["⇄", "strong", ({ detail, reason }) => `${paceChanged(detail)}${reason}.`],
  queue_changed: ["•", "quiet", ({ lot, reason, detail, unit }) => (detail.lot ? `${lot} ${comesUp(detail)}${reason}.` : queueChanged(detail, unit))],
  auction_completed: ["■", "strong", () => "All lots are done: the auction is complete."],
  auction_cancelled: ["✕", "strong", ({ reason }) => `Cancelled${reason}.`],
};

/** What seats begin with was said. @param {Record<string, any>} detail @param {string} reason */
function seatsChanged({ changed }, reason) {
  if (changed === 0) return `Budgets, rosters and keepers stay as they are${reason}.`;
  return `Budgets, rosters or keepers of ${changed === 1 ? "1 manager" : `${changed} managers`} were changed${reason}.`;
}

/** What is left is played slowly, or live, at once or when the open lots are over. @param {Record<string, any>} detail */
function paceChanged({ format, open, kept, again }) {
  const how = format === "slow" ? "slowly" : "live";
  if (kept) return `The auction stays ${format}, as it was`;
  const back = again ? `; ${again === 1 ? "1 lot" : `${again} lots`} without a bid will come up again` : "";
  if (!open) return `The rest is played ${how}${back}`;
  return `When ${open === 1 ? "the open lot is" : `the ${open} open lots are`} over, the rest is played ${how}${back}`;
}

/** What else is for sale by other settings, and what isn't any more. @param {Record<string, any>} detail */
function forSale({ added, again, withdrawn }) {
  const come = (added ?? 0) + (again ?? 0);
  const lots = [come ? `${come} more for sale` : "", withdrawn ? `${withdrawn} withdrawn` : ""].filter(Boolean);
  return lots.length ? `: ${lots.join(", ")}` : "";
}

/** The commissioner moved the end of the lot; null if it moved by itself. @param {Record<string, any>} detail @param {string} reason */
function movedClock({ hurried, seconds }, reason) {
  if (hurried) return `The commissioner sells it now${reason}.`;
  if (typeof seconds !== "number") return null;
  return `The commissioner ${seconds > 0 ? "added" : "took"} ${Math.abs(seconds)} s${reason}.`;
}

/** Whose a corrected sale was, and for how much. @param {Record<string, any>} detail @param {RoomState} state */
const wasSold = ({ other, before }, state) =>
  `${isolated(participantById(state, other)?.name ?? "somebody")} for ${money(before, state.auction.settings.unit)}`;

/** How long the server stalled. @param {Record<string, any>} detail */
const stalled = ({ stalled_ms: stalledMs }) => `${Math.max(0.1, Math.round(stalledMs / 100) / 10)} s`;

/** A deadline moves both ways: later by a late bid, and to now when nobody else is left. @param {Record<string, any>} detail */
function extended({ ends_at: endsAt, at, resumesAt, anew, stalled_ms: stalledMs }) {
  if (stalledMs) {
    const seconds = stalled({ stalled_ms: stalledMs });
    return `The server stalled for ${seconds}: ${seconds} more on the clock.`;
  }
  if (anew) return "The lot has its whole time again.";
  // While the room counts 3-2-1, "now" is the end of the count; no bid arrives before it.
  return endsAt <= at || endsAt === resumesAt ? "Everyone else is out: closing the lot." : `Late bid: ${duration(endsAt - at)} on the clock.`;
}

/** @param {string} who @param {Record<string, any>} detail */
function settingsChanged(who, detail) {
  if (typeof detail.away !== "boolean") return "The settings changed.";
  if (detail.lost_line) return `${who}'s line was lost: a bot bids for them until they are back.`;
  return detail.away ? `${who} is away. Bidding won't wait for them.` : `${who} is back.`;
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
    const names = lots.map((id) => isolated(owned.find((item) => item.lot === id)?.asset.name ?? "an asset"));
    if (amount > 0) names.push(money(amount, state.auction.settings.unit));
    return names.join(", ") || "nothing";
  };
  return {
    one: isolated(participantById(state, participant)?.name ?? "Somebody"),
    two: isolated(participantById(state, other)?.name ?? "somebody"),
    given: half(gives, pays),
    taken: half(takes, -pays),
  };
}

/** @param {RoomEvent} event @param {RoomState} state @returns {Words} */
function words(event, state) {
  const detail = event.data?.detail ?? {};
  const unit = state.auction.settings.unit;
  const lots = event.data?.lots ?? [];
  const people = event.data?.participants ?? [];
  const lot = lots.find((one) => one.id === detail.lot) ?? lotById(state, detail.lot) ?? lots[0];
  const who = people.find((one) => one.id === detail.participant) ?? participantById(state, detail.participant);
  const amount = detail.amount ?? detail.price;
  const reason = String(detail.reason ?? event.data?.auction?.pause_reason ?? "").replace(/[.\s]+$/u, "");
  return {
    lot: isolated(lot?.asset.name ?? "A lot"),
    who: isolated(who?.name ?? "Somebody"),
    amount: typeof amount === "number" ? money(amount, unit) : "",
    reason: reason ? `: ${reason}` : "",
    unit,
    detail: { ...detail, ...(event.kind === "assets_traded" ? halves(detail, state) : {}), ...(event.kind === "sale_corrected" ? { was: wasSold(detail, state) } : {}), at: event.at, resumesAt: state.auction.resumes_at, opening: lot ? money(lot.opening_price, unit) : "" },
  };
}

/** What somebody did, with who it was; of oneself it is said already. @param {string} text @param {string} by "": nobody is named */
function signed(text, by) {
  if (!by || text.startsWith(by)) return text;
  return text.startsWith("The commissioner") ? text.replace("The commissioner", () => by) : text.replace(/\.$/u, () => ` (${by}).`);
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
  const text = signed(write(words(event, state)), whoseWord(event, state));
  return { seq: event.seq, at: event.at, kind: event.kind, mark, tone, text, participant: event.data?.detail?.participant };
}
