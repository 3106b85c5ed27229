/** "Bid up to …" on a lot, and one's own maximum there, with change and remove. */
import { isolated } from "../../bidi.js";
import { gettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { maximumOn, offersMaxima } from "../selectors/maxima.js";
import { money } from "../money.js";
import { rosterFull } from "../selectors/auction.js";
import { whyNoBids } from "../selectors/switches.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */
/** @typedef {import("../state.js").Lot} Lot */

const MEANING = gettext("It bids for you, one step over the next best, up to what you say. Nobody else sees how high.");

/** In the box of bids: a line that keeps its place between lots. @param {Room} room @param {Actions} actions @param {Lot | undefined} lot */
export function maximumLine(room, actions, lot) {
  if (!offersMaxima(room.state)) return nothing;
  return html`<div class="maximum-line">${lot ? maximum(room, actions, lot) : nothing}</div>`;
}

/** On a lot, open or to come. @param {Room} room @param {Actions} actions @param {Lot} lot */
export function maximum(room, { maxima }, lot) {
  const { me } = room;
  if (!me || !offersMaxima(room.state)) return nothing;
  const own = maximumOn(room.you, lot.id);
  if (own === undefined && (rosterFull(room.state, me, lot) || room.you.no_place?.[lot.id])) return nothing;
  const form = maxima.of(lot.id);
  const off = whyNoBids(room.switches) !== null || form?.busy === true;
  const wide = form !== null || own !== undefined;
  return html`<div class="maximum ${wide ? "is-wide" : ""}" data-testid="maximum-${lot.id}">
    ${form?.open ? field(room, maxima, lot, form, off) : standing(room, maxima, lot, own, off)}
    ${form?.said ? html`<p class="maximum-said" role="status" data-testid="maximum-said">${form.said}</p>` : nothing}
  </div>`;
}

/** @param {Room} room @param {import("../actions/maxima.js").Maxima} maxima @param {Lot} lot @param {number | undefined} own @param {boolean} off */
function standing(room, maxima, lot, own, off) {
  const name = isolated(lot.asset.name);
  if (own === undefined) {
    return html`<button type="button" class="button slim quiet" data-testid="bid-up-to" title=${MEANING} ?disabled=${off}
      aria-label=${gettext("Bid up to a maximum on {name}", { name })} @click=${() => edit(maxima, lot)}>${gettext("Bid up to…")}</button>`;
  }
  return html`<span class="maximum-own" data-testid="own-maximum" title=${MEANING}>${rich("Up to {amount}", { amount: html`<b>${money(own, room.unit)}</b>` })}</span>
    <button type="button" class="button slim quiet" data-testid="change-maximum" ?disabled=${off}
      aria-label=${gettext("Change your maximum on {name}", { name })} @click=${() => edit(maxima, lot)}>${gettext("Change")}</button>
    <button type="button" class="button slim quiet" data-testid="remove-maximum" ?disabled=${off}
      aria-label=${gettext("Remove your maximum on {name}", { name })} @click=${() => maxima.takeBack(lot.id)}>${gettext("Remove")}</button>`;
}

/** Opens the field, and puts the cursor there once it is drawn. @param {import("../actions/maxima.js").Maxima} maxima @param {Lot} lot */
function edit(maxima, lot) {
  maxima.edit(lot.id);
  requestAnimationFrame(() => document.getElementById(`maximum-${lot.id}`)?.focus());
}

/** @param {Room} room @param {import("../actions/maxima.js").Maxima} maxima @param {Lot} lot @param {import("../room.js").MaximumForm} form @param {boolean} off */
function field(room, maxima, lot, form, off) {
  return html`<form class="maximum-form" novalidate @submit=${(event) => { event.preventDefault(); maxima.leave(lot); }}>
    <label class="visually-hidden" for="maximum-${lot.id}">${gettext("Bid up to, in {unit}", { unit: isolated(room.unit) })}</label>
    <input id="maximum-${lot.id}" class="input" data-testid="maximum-amount" type="text" inputmode="numeric" autocomplete="off"
      maxlength="24" placeholder=${gettext("Bid up to")} .value=${live(form.text)} @input=${(event) => maxima.type(event.target.value)} />
    <button type="submit" class="button slim" data-testid="maximum-set" ?disabled=${off}>${gettext("Set")}</button>
    <button type="button" class="button slim quiet" data-testid="maximum-cancel" @click=${() => maxima.close()}>${gettext("Cancel")}</button>
  </form>`;
}
