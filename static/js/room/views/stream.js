/** The open lots of a slow auction: what they cost, who leads, how long they go on; bids with one press. */
import { isolated } from "../../bidi.js";
import { gettext, locale } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { money } from "../money.js";
import { whyNoBid } from "../selectors/offers.js";
import { commissioners, participantById, pauseReason } from "../selectors/auction.js";
import { FILTERS, nominationsOf, span, streamLots } from "../selectors/stream.js";
import { purse } from "./bidding.js";
import { maximum } from "./maximum.js";
import { nominating } from "./nominating.js";
import { paceWaits } from "./pace.js";
import { about } from "./parts.js";
import { lotMenu, lotMenuButton } from "./powers.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */
/** @typedef {import("../state.js").Lot} Lot */

/** @param {Room} room @param {Actions} actions */
export function stream(room, actions) {
  const now = room.clock.serverNow();
  const { form } = actions.stream;
  const lots = streamLots(room.state, room.you, form, now);
  return html`<section class="stream" aria-label=${gettext("Open lots")} data-testid="stream">
    ${halted(room)} ${paceWaits(room, actions)} ${room.ui.note ? html`<p class="refused" role="status" data-testid="said">${room.ui.note}</p>` : nothing}
    ${room.me ? purse(room) : nothing} ${puttingUp(room, actions)}
    <div class="stream-filters" role="group" aria-label=${gettext("Which lots")}>
      ${FILTERS.map(([name, words]) => filter(room, actions, name, words, now))}
    </div>
    <label class="visually-hidden" for="stream-search">${gettext("Search the open lots")}</label>
    <input id="stream-search" class="input" type="search" maxlength="100" autocomplete="off" placeholder=${gettext("Name, club or position")}
      data-testid="stream-search" .value=${live(form.search)} @input=${(event) => actions.stream.search(event.target.value)} />
    <ul class="lots stream-lots">${repeat(lots, (lot) => lot.id, (lot) => item(room, actions, lot, now))}</ul>
    ${lots.length === 0 ? html`<p class="empty">${none(room, form)}</p>` : nothing}
  </section>`;
}

/** @param {Room} room @param {import("../room.js").StreamForm} form */
function none(room, form) {
  if (form.search.trim() || form.filter !== "all") return gettext("No open lot is among these.");
  return room.state.auction.mode === "nomination" ? gettext("No lot is open: put one up.") : gettext("No lot is open now.");
}

/** @param {Room} room */
function halted(room) {
  const { auction } = room.state;
  if (auction.status !== "paused") return nothing;
  return html`<p class="notice" role="status" data-testid="paused">
    <b>${gettext("Paused.")}</b> ${pauseReason(auction) || gettext("Waiting for {names} to resume.", { names: commissioners(auction) })}
  </p>`;
}

/** @param {Room} room @param {Actions} actions @param {string} name @param {string} words @param {number} now */
function filter(room, { stream: open }, name, words, now) {
  const many = streamLots(room.state, room.you, { filter: name, search: "" }, now).length;
  return html`<button type="button" class="button slim ${open.form.filter === name ? "" : "quiet"}" data-testid="show-${name}"
    aria-pressed=${open.form.filter === name ? "true" : "false"} @click=${() => open.filter(name)}>${words} <b>${many}</b></button>`;
}

/** Where managers put lots up whenever they like. @param {Room} room @param {Actions} actions */
function puttingUp(room, actions) {
  const mine = nominationsOf(room.state, room.you);
  if (!mine || !room.me || room.state.auction.status !== "active" || room.state.auction.next_format) return nothing;
  if (mine.used >= mine.most) return html`<p class="muted small">${gettext("{used} of your {most} lots are up.", mine)}</p>`;
  return html`<details class="stream-nominating" data-testid="stream-nominating">
    <summary>${gettext("Put a lot up ({used} of {most} are)", mine)}</summary>
    ${nominating(room, actions)}
  </details>`;
}

/** @param {Room} room @param {Actions} actions @param {Lot} lot @param {number} now */
function item(room, actions, lot, now) {
  const { said } = actions.stream.form;
  return html`<li class="stream-lot ${standing(room, lot)}" data-testid="stream-${lot.id}">
    <span class="lots-name"><bdi>${lot.asset.name}</bdi><small>${about(lot.asset)}</small></span>
    <span class="stream-price"><b data-testid="price-${lot.id}">${money(lot.price ?? lot.opening_price, room.unit)}</b><small>${leader(room, lot)}</small></span>
    <span class="stream-left">${remains(lot)}</span>
    <span class="stream-bids">${room.me ? html`${least(room, actions, lot, now)} ${maximum(room, actions, lot)}` : nothing} ${lotMenuButton(room, actions, lot)}</span>
    ${lotMenu(room, actions, lot)}
    ${said?.lot === lot.id ? html`<p class="stream-said ${said.ok ? "" : "refused"}" role="status" data-testid="stream-said">${said.text}</p>` : nothing}
  </li>`;
}

/** @param {Room} room @param {Lot} lot */
function standing(room, lot) {
  if (lot.leader !== null && lot.leader === room.you.participant) return "is-leading";
  return room.you.outbid?.includes(lot.id) ? "is-outbid" : "";
}

/** A shape and a word, besides the colour. @param {Room} room @param {Lot} lot */
function leader(room, lot) {
  if (lot.leader === null) return gettext("no bid yet");
  if (lot.leader === room.you.participant) return html`<b aria-hidden="true">▲</b> ${gettext("you lead")}`;
  const name = isolated(participantById(room.state, lot.leader)?.name ?? gettext("somebody"));
  return room.you.outbid?.includes(lot.id) ? html`<b aria-hidden="true">▼</b> ${gettext("outbid by {name}", { name })}` : gettext("{name} leads", { name });
}

/** @param {Lot} lot */
function remains(lot) {
  if (lot.remaining_ms !== null) return gettext("{time} left", { time: span(lot.remaining_ms) });
  if (lot.ends_at === null) return nothing;
  const at = new Date(lot.ends_at);
  const ends = at.toLocaleString(locale(), { weekday: "short", hour: "2-digit", minute: "2-digit" });
  // What is left the ticker writes, and nobody else.
  return html`<span data-ends=${lot.ends_at}></span><small><time datetime=${at.toISOString()}>${ends}</time></small>`;
}

/** @param {Room} room @param {Actions} actions @param {Lot} lot @param {number} now */
function least(room, { stream: open }, lot, now) {
  if (lot.leader !== null && lot.leader === room.you.participant) return nothing;
  const why = whyNoBid(room.state, room.you, lot, now, room.switches);
  const amount = lot.min_next ?? lot.opening_price;
  const words = money(amount, room.unit);
  return html`<button type="button" class="button slim primary" data-testid="least-${lot.id}" title=${why ?? nothing}
    ?disabled=${why !== null || open.form.busy !== null} aria-label=${gettext("Bid {amount} on {name}", { amount: words, name: isolated(lot.asset.name) })}
    @click=${() => open.bid(lot, amount)}>${gettext("Bid {amount}", { amount: words })}</button>`;
}
