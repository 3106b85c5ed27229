/** The one bright thing: the lot on sale, its clock, its price, and who leads. */
import { isolated } from "../../bidi.js";
import { gettext, ngettext, rich } from "../../gettext.js";
import { html, nothing, svg } from "../../vendor/lit-html/lit-html.js";
import { keyed } from "../../vendor/lit-html/directives/keyed.js";
import { commissioners, lotCounts, openLot, participantById, pauseReason, queuedLots } from "../selectors/auction.js";
import { money } from "../money.js";
import { roundOf } from "../feed/rounds.js";
import { digits } from "../selectors/phase.js";
import { about, amount, letters } from "./parts.js";
import { targetLine } from "./target.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../state.js").Lot} Lot */

/** @param {Room} room */
export function stage(room) {
  const lot = room.stage;
  return html`<article class="lot is-${room.phase} ${lot && lot.status !== "open" ? "is-closed" : ""} ${standing(room, lot)}">
    ${lot ? body(room, lot) : opening(room)} ${veil(room)}
  </article>`;
}

/** @param {Room} room @param {Lot | undefined} lot */
function standing(room, lot) {
  if (!lot || lot.status !== "open") return "";
  if (lot.leader !== null && lot.leader === room.you.participant) return "is-leading";
  return room.outbid === lot.id ? "is-outbid" : "";
}

/**
 * Words that stand in the middle are new ones when they change: nothing slides, and no layout shifts.
 *
 * @param {Room} room @param {Lot} lot
 */
function body(room, lot) {
  const { total } = lotCounts(room.state);
  return html`<header class="lot-head">
      ${letters(lot.asset.name, "large")}
      <div class="lot-words">
        <p class="lot-meta">${roundOf(room.state.auction, lot, room.unit)}${gettext("Lot {number} of {total}", { number: lot.number, total })}</p>
        <h1 class="lot-name" data-testid="lot-name"><bdi>${lot.asset.name}</bdi></h1>
        <p class="lot-about">${about(lot.asset) || nothing}</p>
        ${targetLine(room, lot)}
      </div>
      ${lot.status === "open" ? ring(room) : stamp(room, lot)}
    </header>
    <div class="lot-price">
      ${keyed(priceLabel(lot), html`<p class="price-label">${priceLabel(lot)}</p>`)}
      <p class="price">
        ${keyed(`${lot.id}:${lot.bids}`, html`<span class="price-now">${amount(shown(lot), room.unit, "price")}</span>`)}
      </p>
      ${keyed(`${lot.status}:${lot.leader}:${lot.bids}`, lot.status === "open" ? leader(room, lot) : ending(room, lot))}
    </div>`;
}

/** @param {Lot} lot */
const shown = (lot) => lot.sold_for ?? lot.price ?? lot.opening_price;

/** @param {Lot} lot */
function priceLabel(lot) {
  if (lot.status === "sold") return gettext("Sold for");
  if (lot.status === "unsold") return gettext("Unsold, opened at");
  return lot.price === null ? gettext("Opening price") : ngettext("Price after {number} bid", "Price after {number} bids", lot.bids);
}

/** A shape and a word, and the colour only besides. @param {Room} room @param {Lot} lot */
function leader(room, lot) {
  const name = participantById(room.state, lot.leader)?.name;
  const mine = lot.leader !== null && lot.leader === room.you.participant;
  if (mine) return html`<p class="leader good" data-testid="leader"><b aria-hidden="true">▲</b> ${gettext("You lead")}</p>`;
  if (room.outbid === lot.id) {
    return html`<p class="leader bad" data-testid="leader"><b aria-hidden="true">▼</b> ${rich("Outbid by {name}", { name: html`<bdi>${name}</bdi>` })}</p>`;
  }
  return html`<p class="leader" data-testid="leader">${name ? html`<b aria-hidden="true">△</b> ${rich("{name} leads", { name: html`<bdi>${name}</bdi>` })}` : gettext("No bid yet")}</p>`;
}

/** @param {Room} room @param {Lot} lot */
function ending(room, lot) {
  if (lot.status !== "sold") return html`<p class="leader" data-testid="leader">${gettext("Nobody bid")}</p>`;
  const mine = lot.sold_to === room.you.participant;
  const name = participantById(room.state, lot.sold_to)?.name ?? gettext("Somebody");
  return html`<p class="leader ${mine ? "good" : ""}" data-testid="leader">
    <b aria-hidden="true">✓</b> ${mine ? gettext("Yours") : rich("To {name}", { name: html`<bdi>${name}</bdi>` })}
  </p>`;
}

/** @param {Room} room */
function ring(room) {
  const { anti_snipe_seconds: last, lot_seconds: whole } = room.state.auction.settings;
  const words = { closing: gettext("closing…"), final: gettext("last call"), paused: gettext("paused"), resuming: gettext("ready") };
  const longest = whole >= 3600 ? "has-hours" : whole >= 600 ? "has-minutes" : "";
  return html`<div class="clock ${longest}" data-testid="clock" data-phase=${room.phase} role="timer" aria-label=${gettext("Time left")}>
    <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
      <circle class="ring-back" cx="60" cy="60" r="54" />
      <circle class="ring-left" cx="60" cy="60" r="54" pathLength="100" data-tick="ring" />
      ${last > 0 && last < whole ? notch(last / whole) : nothing}
    </svg>
    <p class="clock-words">
      <span class="clock-digits ${room.phase === "closing" ? "is-hidden" : ""}" data-tick="digits"></span>
      <span class="clock-note">${words[room.phase] ?? html`<span data-tick="unit"></span>`}</span>
    </p>
  </div>`;
}

/** Where a bid begins to extend the clock. @param {number} share of the whole circle */
function notch(share) {
  return svg`<line class="ring-notch" x1="60" y1="1" x2="60" y2="13" transform="rotate(${share * 360} 60 60)" />`;
}

/** @param {Room} room @param {Lot} lot */
function stamp(room, lot) {
  const { status, next_lot_at: next } = room.state.auction;
  return html`<div class="clock is-stamp" data-testid="clock" data-phase=${room.phase}>
    <p class="stamp ${lot.status}">${lot.status === "sold" ? gettext("Sold") : gettext("Unsold")}</p>
    <p class="clock-note">
      ${status === "active" && next !== null ? rich("next in {seconds} s", { seconds: html`<span data-tick="next"></span>` }) : nothing}
    </p>
  </div>`;
}

/** Begun, and no lot has been up yet. @param {Room} room */
function opening(room) {
  const first = queuedLots(room.state)[0];
  const soon = () => rich("First lot in {seconds} s", { seconds: html`<span data-tick="next"></span>` });
  const from = (lot) => `${about(lot.asset)} · ${gettext("from {price}", { price: money(lot.opening_price, room.unit) })}`;
  return html`<div class="lot-opening">
    <p class="lot-meta">${room.state.auction.next_lot_at ? soon() : gettext("First lot")}</p>
    <h1 class="lot-name" data-testid="lot-name"><bdi>${first?.asset.name ?? gettext("Here we go")}</bdi></h1>
    <p class="lot-about">${first ? from(first) : nothing}</p>
  </div>`;
}

/** Covers the price, and nothing else, while nobody can bid. @param {Room} room */
export function veil(room) {
  const { auction } = room.state;
  if (room.phase === "resuming") {
    return html`<div class="veil" data-testid="resuming">
      <p class="veil-count" data-tick="resumes"></p>
      <p>${gettext("Auction resumed.")}</p>
    </div>`;
  }
  if (auction.status !== "paused") return nothing;
  return html`<div class="veil" data-testid="paused" role="status">
    <p class="veil-mark" aria-hidden="true"><i></i><i></i></p>
    <p class="veil-title">${gettext("Paused")}</p>
    <p>${pauseReason(auction) || gettext("Waiting for {names} to resume.", { names: commissioners(auction) })}</p>
    ${stands(room)}
  </div>`;
}

/** What the veil covers, in one line. @param {Room} room */
function stands(room) {
  const lot = openLot(room.state);
  if (!lot) return nothing;
  const leads = participantById(room.state, lot.leader)?.name;
  const values = {
    lot: html`<b><bdi>${lot.asset.name}</bdi></b>`,
    price: money(lot.price ?? lot.opening_price, room.unit),
    name: isolated(leads ?? ""),
    seconds: digits(lot.remaining_ms ?? 0),
  };
  return html`<p class="veil-lot">${leads
    ? rich("{lot} at {price}, {name} leads · {seconds} s left", values)
    : rich("{lot} from {price}, no bid yet · {seconds} s left", values)}</p>`;
}
