/** The buttons under a thumb. Each names the absolute amount that it bids; none changes its place when a bid lands. */
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { limitOn, openLot } from "../selectors.js";
import { needsHold, offers, whyNoBid, whyNotAmount } from "../offers.js";
import { money, number, unitParts } from "../money.js";
import { amount, slots } from "./parts.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {{actions: import("../actions.js").Actions, hold: import("../hold.js").Hold}} Controls */

/** @param {Room} room @param {Controls} controls */
export function bidding(room, controls) {
  if (!room.me) return watching(room);
  const lot = openLot(room.state);
  const why = lot ? whyNoBid(room.state, room.you, lot, room.clock.serverNow()) : between(room);
  return html`<section class="bidding" aria-label="Your bid">
    ${purse(room)}
    <p class="bid-state ${mood(room, why)}" data-testid="bid-state" role="status">${said(room, why)}</p>
    <div class="bid-buttons">${steps(room, controls, lot, why)}</div>
    <div class="bid-more">${own(room, controls, lot, why)} ${pass(room, controls, lot)}</div>
  </section>`;
}

/** @param {Room} room */
const watching = (room) => html`<section class="bidding is-watching" aria-label="Your place">
  <p class="bid-state" role="status">${room.ui.note ? room.ui.note : room.isCommissioner ? "You run this auction without a team." : "You are watching."}</p>
</section>`;

/** @param {Room} room */
function between(room) {
  return room.state.auction.status === "paused" ? "Paused: nobody can bid now." : "Between two lots.";
}

/** @param {Room} room */
function purse(room) {
  const { me } = room;
  const lot = openLot(room.state);
  const most = lot ? limitOn(room.state, room.you, lot) : me.max_bid;
  return html`<dl class="purse">
    <div><dt>Left</dt><dd>${amount(me.available, room.unit, "my-budget")}</dd></div>
    <div><dt>Most you can bid</dt><dd>${amount(most, room.unit, "my-max")}</dd></div>
    <div><dt>Roster</dt><dd><span class="purse-slots">${slots(me)}</span>${me.filled} / ${me.slots_max}</dd></div>
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
  // "You are in" is old news as soon as somebody else leads.
  if (bid && !(bid.phase === "accepted" && lot?.leader !== room.you.participant)) {
    const marks = { sending: "…", accepted: "✓", refused: "✕" };
    return html`<b aria-hidden="true">${marks[bid.phase]}</b> ${bid.message}`;
  }
  if (why) return why;
  if (lot && room.me.passed.includes(lot.id)) return "You passed on this lot; a bid takes you back in.";
  return nothing;
}

/** @param {Room} room @param {Controls} controls @param {import("../state.js").Lot | undefined} lot @param {string | null} why */
function steps(room, controls, lot, why) {
  const list = lot ? offers(lot, room.state.auction.settings) : [0, 5, 10].map((plus) => ({ amount: null, plus }));
  return list.map(({ amount: value, plus }, at) => {
    const limit = lot ? limitOn(room.state, room.you, lot) : 0;
    const no = why ?? whyNotAmount(value, limit, lot, room.unit);
    return stepButton(room, controls, lot, { value, plus, no, first: at === 0 });
  });
}

/** @param {Room} room @param {Controls} controls @param {any} lot @param {{value: number|null, plus: number, no: string|null, first: boolean}} step */
function stepButton(room, { actions, hold }, lot, { value, plus, no, first }) {
  const held = lot && !no && needsHold(value, lot, room.me);
  const text = value === null ? "–" : money(value, room.unit);
  const sending = room.ui.bid?.phase === "sending";
  return html`<button
    type="button"
    class="button bid ${first ? "primary" : ""} ${held ? "needs-hold" : ""} ${held && room.ui.holding === value ? "is-holding" : ""}"
    data-testid=${first ? "bid-min" : `bid-plus-${plus}`}
    data-amount=${value ?? nothing}
    ?disabled=${no !== null || sending}
    title=${no ?? nothing}
    aria-keyshortcuts=${first ? "B" : nothing}
    @click=${(event) => (held ? hold.click(event, value) : actions.bid(value))}
    @pointerdown=${held ? () => hold.press(value) : nothing}
    @pointerup=${() => hold.release()}
    @pointerleave=${() => hold.release()}
    @pointercancel=${() => hold.release()}
    @contextmenu=${held ? (event) => event.preventDefault() : nothing}
  >
    <span class="bid-word">${held ? "Hold: " : ""}${first ? "Bid " : ""}</span><span class="bid-amount">${text}</span>
    <small>${first ? nothing : `+${number(plus)}`}</small>
  </button>`;
}

/** @param {Room} room @param {Controls} controls @param {any} lot @param {string | null} why */
function own(room, { actions, hold }, lot, why) {
  const typed = /^\d+$/.test(room.ui.own.trim()) ? Number(room.ui.own.trim()) : null;
  const limit = lot ? limitOn(room.state, room.you, lot) : 0;
  const no = why ?? (typed === null ? "Give a whole number." : whyNotAmount(typed, limit, lot, room.unit));
  const held = !no && needsHold(typed, lot, room.me);
  const submit = (event) => {
    event.preventDefault();
    if (held) hold.click(new MouseEvent("click", { detail: 0 }), typed);
    else if (typed !== null) actions.bid(typed);
    else actions.say("Give a whole number.");
  };
  const { before, after } = unitParts(room.unit);
  return html`<form class="own" @submit=${submit} novalidate>
    <label class="visually-hidden" for="own-amount">Own amount${before || after ? ` in ${room.unit}` : ""}</label>
    <input id="own-amount" class="input" data-testid="bid-own-amount" type="text" inputmode="numeric" pattern="[0-9]*"
      autocomplete="off" maxlength="10" placeholder="Own amount" aria-keyshortcuts="/" ?disabled=${!lot}
      .value=${live(room.ui.own)} @input=${(event) => actions.type(event.target.value)} />
    <button type="submit" class="button ${held ? "needs-hold" : ""} ${held && room.ui.holding === typed ? "is-holding" : ""}"
      data-testid="bid-own-submit" ?disabled=${why !== null || room.ui.bid?.phase === "sending"}
      @pointerdown=${held ? () => hold.press(typed) : nothing} @pointerup=${() => hold.release()}
      @pointerleave=${() => hold.release()} @pointercancel=${() => hold.release()}
    >${held ? "Hold" : "Bid"}</button>
  </form>`;
}

/** @param {Room} room @param {Controls} controls @param {import("../state.js").Lot | undefined} lot */
function pass(room, { actions }, lot) {
  const passed = lot !== undefined && room.me.passed.includes(lot.id);
  const off = !lot || passed || room.state.auction.status !== "active" || lot.leader === room.me.id;
  return html`<button type="button" class="button quiet pass" data-testid="pass" aria-keyshortcuts="P"
    ?disabled=${off || room.ui.busy === "pass"} @click=${() => actions.pass()}
  >${passed ? "Passed" : "Pass"}</button>`;
}
