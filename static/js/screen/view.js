/** The big screen: the lot, its clock and its price, readable at six metres; beside it rosters by turns, and the way in. */
import { html, nothing, svg } from "../vendor/lit-html/lit-html.js";
import { gettext, rich } from "../gettext.js";
import { openLot, participantById, pauseReason, queuedLots, sales, lotCounts } from "../room/selectors/auction.js";
import { lengthClasses, money } from "../room/money.js";
import { about, amount, letters } from "../room/views/parts.js";
import { isSlow } from "../room/selectors/stream.js";
import { newest, rostersOf } from "./rosters.js";

/** @typedef {import("../room/room.js").Room} Room */
/** @typedef {import("../room/state.js").Lot} Lot */

const PLAYERS_SHOWN = 9;
const SOLD_SHOWN = 3;
/** A name with more letters is set smaller. */
const LONG = 18;
const WORDS = {
  waiting: gettext("Starts soon"), completed: gettext("That's it: the auction is complete"), cancelled: gettext("The auction was cancelled"),
};

/** @param {Room} room @param {{turn: number, qr: string, address: string}} more */
export function screen(room, { turn, qr, address }) {
  if (room.link.status === "refused") return html`<div class="screen"><p class="screen-word" role="alert">${room.link.message}</p></div>`;
  return html`<div class="screen is-${room.phase}">
    <section class="screen-lot" aria-label=${gettext("The lot")}>${middle(room)}</section>
    <aside class="screen-side">
      ${rostersOf(room.state.participants, turn).map((one) => roster(room, one))}
    </aside>
    <footer class="screen-foot">
      <div class="screen-sold">${sold(room)}</div>
      <p class="screen-league"><b><bdi>${room.state.auction.league.name}</bdi></b> <span data-testid="screen-line" data-state=${room.link.status}>${line(room)}</span></p>
      <p class="screen-join"><span>${gettext("Scan to join")}<small><bdi dir="ltr">${address}</bdi></small></span><img src=${qr} alt=${gettext("QR code of {address}", { address })} width="128" height="128" /></p>
    </footer>
  </div>`;
}

/** @param {Room} room */
function line(room) {
  const { total, sold, unsold } = lotCounts(room.state);
  if (room.link.status === "live") return gettext("{done} of {total} lots done", { done: sold + unsold, total });
  return room.link.status === "http" ? gettext("Limited connection: updating every 2 s") : gettext("Reconnecting…");
}

/** @param {Room} room */
function middle(room) {
  const word = WORDS[room.state.auction.status];
  const lot = room.stage;
  if (word || isSlow(room.state)) return html`<h1 class="screen-word">${word ?? gettext("A slow auction: see the lots on your phone")}</h1>`;
  if (!lot) return upNext(room);
  return html`<header class="screen-head">${letters(lot.asset.name, "large")}
      <div><h1 class="screen-name ${lot.asset.name.length > LONG ? "is-long" : ""}" data-testid="screen-name"><bdi>${lot.asset.name}</bdi></h1>
      <p class="screen-about">${about(lot.asset)}</p></div></header>
    <div class="screen-numbers ${lengthClasses(Math.max(...room.state.participants.map((one) => one.granted), 0), room.unit)}">
      <p class="screen-price">${amount(lot.sold_for ?? lot.price ?? lot.opening_price, room.unit, "screen-price")}</p>
      ${clock(room, lot)}
    </div>
    <p class="screen-leader" data-testid="screen-leader">${leader(room, lot)}</p>`;
}

/** @param {Room} room */
function upNext(room) {
  const first = queuedLots(room.state)[0];
  return html`<h1 class="screen-word">${first ? rich("First up: {lot}", { lot: html`<bdi>${first.asset.name}</bdi>` }) : gettext("Here we go")}</h1>`;
}

/** @param {Room} room @param {Lot} lot */
function leader(room, lot) {
  const { status } = room.state.auction;
  const reason = pauseReason(room.state.auction);
  if (status === "paused") return html`<b aria-hidden="true">‖</b> ${gettext("Paused")}${reason ? html`: <bdi>${reason}</bdi>` : nothing}`;
  if (lot.status === "unsold") return html`<b aria-hidden="true">–</b> ${gettext("Unsold")}`;
  const name = participantById(room.state, lot.sold_to ?? lot.leader)?.name;
  if (!name) return gettext("No bid yet");
  const who = html`<bdi>${name}</bdi>`;
  return lot.status === "sold" ? html`<b aria-hidden="true">✓</b> ${rich("Sold to {who}", { who })}` : html`<b aria-hidden="true">▲</b> ${rich("{who} leads", { who })}`;
}

/** @param {Room} room @param {Lot} lot */
function clock(room, lot) {
  if (lot.status !== "open") return html`<p class="screen-clock is-stamp">${openLot(room.state) || room.state.auction.next_lot_at === null ? nothing : rich("next in {seconds} s", { seconds: html`<span data-tick="next"></span>` })}</p>`;
  return html`<div class="screen-clock ${room.state.auction.settings.lot_seconds < 100 ? "" : "has-minutes"}" role="timer" aria-label=${gettext("Time left")}>
    <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">${svg`<circle class="ring-back" cx="60" cy="60" r="54" />
      <circle class="ring-left" cx="60" cy="60" r="54" pathLength="100" data-tick="ring" />`}</svg>
    <span class="screen-digits" data-testid="screen-digits" data-tick="digits"></span>
  </div>`;
}

/** @param {Room} room @param {import("../room/state.js").Participant} one */
function roster(room, one) {
  const { shown, more } = newest(one.roster, PLAYERS_SHOWN);
  return html`<section class="screen-roster" data-testid="screen-roster">
    <h2><bdi>${one.name}</bdi> <span class="muted">${one.filled}/${one.slots_max}</span></h2>
    <p>${rich("{left} left · most on one lot {most}", { left: html`<b>${money(one.available, room.unit)}</b>`, most: money(one.max_bid, room.unit) })}</p>
    <ul>${more > 0 ? html`<li class="muted">${gettext("{number} earlier", { number: more })}</li>` : nothing}
      ${shown.map((item) => html`<li><bdi>${item.asset.name}</bdi> <span>${money(item.price, room.unit)}</span></li>`)}</ul>
  </section>`;
}

/** @param {Room} room */
function sold(room) {
  return sales(room.state).slice(0, SOLD_SHOWN).map((one) =>
    html`<p><bdi>${one.asset.name}</bdi> <b>${money(one.price, room.unit)}</b> <bdi class="muted">${one.participant.name}</bdi></p>`);
}
