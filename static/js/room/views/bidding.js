/** The buttons under a thumb. Each names the absolute amount that it bids; none changes its place when a bid lands. */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { commissioners, limitOn, openLot } from "../selectors/auction.js";
import { needsHold, offers, whyNoBid, whyNotAmount } from "../selectors/offers.js";
import { money, number } from "../money.js";
import { nominator } from "../selectors/nominations.js";
import { isOff, whyNoBids } from "../selectors/switches.js";
import { maximumLine } from "./maximum.js";
import { amount, slots } from "./parts.js";
import { places } from "./places.js";
import { retraction } from "./powers.js";
import { isSlow } from "../selectors/stream.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {{actions: import("../actions/actions.js").Actions, press: import("../actions/press.js").Press}} Controls */

/** @param {Room} room @param {Controls} controls */
export function bidding(room, controls) {
  if (!room.me) return watching(room);
  const lot = openLot(room.state);
  const why = lot ? whyNoBid(room.state, room.you, lot, room.clock.serverNow(), room.switches) : between(room);
  return html`<section class="bidding" aria-label=${gettext("Your bid")}>
    ${purse(room)} ${places(room)}
    ${away(room, controls)}
    <p class="bid-state ${mood(room, why)}" data-testid="bid-state" role="status" aria-live=${isSending(room) ? "off" : "polite"}>${said(room, why)}</p>
    <div class="bid-buttons">${steps(room, controls, lot, why)}</div>
    <div class="bid-more">${own(room, controls, lot, why)} ${pass(room, controls, lot)}</div>
    ${retraction(room, controls.actions, lot)} ${maximumLine(room, controls.actions, lot)}
  </section>`;
}

/** Bids go without them: they must know, and be back with one press. @param {Room} room @param {Controls} controls */
function away(room, { actions }) {
  const { id, away: marked } = room.me;
  if (!marked) return nothing;
  return html`<p class="spread i-am-away" data-testid="i-am-away"><span>${gettext("You're marked away: bidding won't wait for you.")}</span>
    <button type="button" class="button slim primary" data-testid="im-back" ?disabled=${room.ui.busy === `away-${id}` || isOff(room.switches, "set_away")}
      @click=${() => actions.setAway(id, false)}>${gettext("I'm back")}</button></p>`;
}

/** @param {Room} room */
const watching = (room) => html`<section class="bidding is-watching" aria-label=${gettext("Your place")}>
  <p class="bid-state" role="status">${room.ui.note || whatYouAre(room)}</p>
</section>`;

/** One who came late is told what they are, and whom to ask. @param {Room} room */
function whatYouAre(room) {
  if (room.isCommissioner) return gettext("You're running this auction and not bidding.");
  if (room.you.role !== "manager") return gettext("You're watching.");
  return gettext("You're watching: the auction started before you joined. Ask {names} for a seat.", { names: commissioners(room.state.auction) });
}

/** @param {Room} room */
function between(room) {
  const off = whyNoBids(room.switches);
  if (off) return off;
  if (room.state.auction.status === "paused") return gettext("Paused: nobody can bid now.");
  return nominator(room.state) ? gettext("Bids are for the lot that comes up.") : gettext("Next lot in a moment.");
}

/** @param {Room} room */
export function purse(room) {
  const { me } = room;
  const lot = openLot(room.state);
  const most = lot ? limitOn(room.state, room.you, lot) : me.max_bid;
  return html`<dl class="purse">
    <div><dt>${gettext("Left")}</dt><dd>${amount(room.toSpend, room.unit, "my-budget")}</dd></div>
    ${isSlow(room.state) ? nothing : html`<div><dt>${gettext("Max bid")}</dt><dd>${amount(most, room.unit, "my-max")}</dd></div>`}
    <div><dt>${gettext("Roster")}</dt><dd><span class="purse-slots">${slots(me)}</span>${isolated(`${me.filled} / ${me.slots_max}`)}</dd></div>
  </dl>`;
}

/** @param {Room} room @param {string | null} why */
function mood(room, why) {
  const { bid } = room.ui;
  if (room.ui.note) return "refused";
  return bid ? bid.phase : why ? "blocked" : "";
}

/** Refusals and answers first, then why nothing can be bid. @param {Room} room @param {string | null} why */
function said(room, why) {
  const { bid, note } = room.ui;
  const lot = openLot(room.state);
  if (note) return note;
  // "It is in" is old news as soon as somebody bids more.
  if (bid && !(bid.phase === "accepted" && (lot?.price ?? 0) > bid.amount)) {
    const marks = { sending: "…", accepted: "✓", refused: "✕" };
    return html`<b aria-hidden="true">${marks[bid.phase]}</b> ${bid.message}`;
  }
  if (why) return why;
  if (lot && room.me.passed.includes(lot.id)) return gettext("You passed on this lot; a bid takes you back in.");
  return nothing;
}

/** @param {Room} room @param {Controls} controls @param {import("../state.js").Lot | undefined} lot @param {string | null} why */
function steps(room, controls, lot, why) {
  const list = lot ? offers(lot) : [0, 5, 10].map((plus) => ({ amount: null, plus }));
  return list.map(({ amount: value, plus }, at) => {
    const limit = lot ? limitOn(room.state, room.you, lot) : 0;
    const no = why ?? whyNotAmount(value, limit, lot, room.unit);
    return stepButton(room, controls, lot, { value, plus, no, first: at === 0 });
  });
}

/** @param {Room} room @param {Controls} controls @param {any} lot @param {{value: number|null, plus: number, no: string|null, first: boolean}} step */
function stepButton(room, { press }, lot, { value, plus, no, first }) {
  const held = lot !== undefined && !no && needsHold(value, lot, room.me);
  const offer = { lot: lot?.id, amount: value, seen: lot?.price };
  const small = [first ? "" : isolated(`+${number(plus)}`), held ? gettext("hold") : ""].filter(Boolean);
  return html`<button
    type="button"
    class="button bid ${first ? "primary" : ""} ${held ? "needs-hold" : ""} ${held && room.ui.holding === value ? "is-holding" : ""}"
    data-testid=${first ? "bid-min" : `bid-plus-${plus}`}
    data-amount=${value ?? nothing}
    ?disabled=${no !== null || isSending(room)}
    title=${no ?? nothing}
    aria-keyshortcuts=${first ? "B" : nothing}
    @click=${(event) => press.click(event, offer, held)}
    @pointerdown=${() => press.down(offer, held)}
    @pointerup=${() => press.up()}
    @pointerleave=${() => press.up()}
    @pointercancel=${() => press.up()}
    @contextmenu=${(event) => held && event.preventDefault()}
  >
    ${first ? gettext("Bid") : nothing}<span class="bid-amount">${value === null ? "–" : money(value, room.unit)}</span>
    ${small.length > 0 ? html`<small>${small.join(" · ")}</small>` : nothing}
  </button>`;
}

/** @param {Room} room */
const isSending = (room) => room.ui.bid?.phase === "sending";

/** @param {Room} room @param {Controls} controls @param {any} lot @param {string | null} why */
function own(room, controls, lot, why) {
  return html`<form class="own" novalidate @submit=${(event) => submit(event, room, controls)}>
    <label class="visually-hidden" for="own-amount">${gettext("Own amount in {unit}", { unit: isolated(room.unit) })}</label>
    <input id="own-amount" class="input" data-testid="bid-own-amount" type="text" inputmode="numeric"
      autocomplete="off" maxlength="24" placeholder=${gettext("Own amount")} aria-keyshortcuts="/" ?disabled=${!lot}
      .value=${live(room.ui.own)} @input=${(event) => controls.actions.type(event.target.value)} />
    ${ownButton(room, controls, lot, why)}
  </form>`;
}

/** @param {Room} room @param {Controls} controls @param {any} lot @param {string | null} why */
function ownButton(room, { actions, press }, lot, why) {
  const { offer } = actions.own;
  const held = offer !== undefined && needsHold(offer.amount, lot, room.me);
  return html`<button type="submit" class="button ${held ? "needs-hold" : ""} ${held && room.ui.holding === offer.amount ? "is-holding" : ""}"
    data-testid="bid-own-submit" ?disabled=${why !== null || isSending(room)}
    @pointerdown=${() => held && press.down(offer, held)} @pointerup=${() => press.up()}
    @pointerleave=${() => press.up()} @pointercancel=${() => press.up()}
  >${held ? gettext("Hold") : gettext("Bid")}</button>`;
}

/** Reads the field at this moment: a drawing may be one keystroke behind. @param {SubmitEvent} event @param {Room} room @param {Controls} controls */
function submit(event, room, { actions, press }) {
  event.preventDefault();
  const { offer, problem } = actions.own;
  const lot = openLot(room.state);
  if (!offer || !lot) actions.refuse(problem ?? "");
  else press.click({ detail: 0, timeStamp: event.timeStamp }, offer, needsHold(offer.amount, lot, room.me));
}

/** @param {Room} room @param {Controls} controls @param {import("../state.js").Lot | undefined} lot */
function pass(room, { actions }, lot) {
  const passed = lot !== undefined && room.me.passed.includes(lot.id);
  const off = !lot || passed || isOff(room.switches, "pass") || room.state.auction.status !== "active" || lot.leader === room.me.id;
  return html`<button type="button" class="button quiet pass" data-testid="pass" aria-keyshortcuts="P"
    ?disabled=${off || room.ui.busy === "pass"} @click=${() => actions.pass()}
  >${passed ? gettext("Passed") : gettext("Pass")}</button>`;
}
