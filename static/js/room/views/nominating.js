/** In one's turn: what to put up, and with which first bid. In others': whose turn it is, and for how long. */
import { isolated } from "../../bidi.js";
import { gettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { isMyTurn, nominator } from "../selectors/nominations.js";
import { money } from "../money.js";
import { whyNoBids } from "../selectors/switches.js";
import { purse } from "./bidding.js";
import { veil } from "./lot.js";
import { about } from "./parts.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */

/** Whose turn it is, where else the lot is that is up; in one's own turn with the list to choose from. @param {Room} room @param {Actions} actions */
export function turn(room, actions) {
  const mine = isMyTurn(room.state, room.you);
  const words = mine
    ? rich("{your_turn} put a lot up", { your_turn: html`<b>${gettext("Your turn:")}</b>` })
    : rich("{name} puts a lot up", { name: html`<bdi>${nominator(room.state)?.name}</bdi>` });
  return html`<article class="lot is-turn ${mine ? "is-mine" : ""}">
    <h1 class="turn" data-testid="turn" role="status">${words}</h1>
    ${room.state.auction.status === "active" ? html`<p class="turn-left">${rich("{seconds} s left", { seconds: html`<b data-tick="turn"></b>` })}</p>` : nothing}
    ${mine ? nominating(room, actions) : nothing} ${veil(room)}
  </article>`;
}

/** What to choose from, and the first bid. @param {Room} room @param {Actions} actions */
export function nominating(room, { nominations }) {
  const { form, lots } = nominations;
  return html`<section class="nominating" aria-label=${gettext("Put a lot up")} data-testid="nominating">
    ${purse(room)}
    <label class="visually-hidden" for="nomination-search">${gettext("Search the lots to come")}</label>
    <input id="nomination-search" class="input" type="search" maxlength="100" autocomplete="off" placeholder=${gettext("Name, club or position")}
      data-testid="nomination-search" .value=${live(form.search)} @input=${(event) => nominations.search(event.target.value)} />
    <ul class="lots nominating-lots">
      ${repeat(lots, (lot) => lot.id, (lot) => html`<li class=${form.lot?.id === lot.id ? "is-chosen" : ""}>
        <span class="lots-name"><bdi>${lot.asset.name}</bdi><small>${about(lot.asset)}</small></span>
        <span class="muted">${money(lot.opening_price, room.unit)}</span>
        <button type="button" class="button slim" data-testid="choose-${lot.id}" aria-pressed=${form.lot?.id === lot.id ? "true" : "false"}
          aria-label=${gettext("Choose {name}", { name: isolated(lot.asset.name) })} @click=${() => nominations.choose(lot)}>${gettext("Choose")}</button>
      </li>`)}
    </ul>
    ${lots.length === 0 ? html`<p class="empty">${gettext("Nothing to come is called so.")}</p>` : nothing}
    ${form.lot ? first(room, nominations) : nothing}
    ${form.said ? html`<p class="refused" role="alert" data-testid="nomination-said">${form.said}</p>` : nothing}
  </section>`;
}

/** The first bid on what is chosen. @param {Room} room @param {import("../actions/nominations.js").Nominations} nominations */
function first(room, nominations) {
  const { lot, text, busy } = nominations.form;
  return html`<form class="nominating-form" novalidate @submit=${(event) => { event.preventDefault(); nominations.putUp(); }}>
    <label for="nomination-amount">${rich("First bid on {lot}", { lot: html`<bdi>${lot.asset.name}</bdi>` })}</label>
    <input id="nomination-amount" class="input" data-testid="nomination-amount" type="text" inputmode="numeric" autocomplete="off"
      maxlength="24" .value=${live(text)} @input=${(event) => nominations.type(event.target.value)} />
    <button type="submit" class="button primary" data-testid="put-up" ?disabled=${busy || whyNoBids(room.switches) !== null}>${gettext("Put it up")}</button>
  </form>`;
}
