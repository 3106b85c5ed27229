/** What the commissioner can do in the room beside pause and cancel: the clock of the open lot, sales by their word. */
import { isolated } from "../../bidi.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { openLot } from "../selectors.js";
import { unitParts } from "../money.js";
import { isOff } from "../switches.js";
import { readWholeNumber } from "../../numbers.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions.js").Actions} Actions */

/** The clock of the open lot in the commissioner's hand. @param {Room} room @param {Actions} actions */
export function clockPowers(room, actions) {
  const lot = openLot(room.state);
  if (!mends(room)) return nothing;
  const busy = room.ui.busy === "clock" || !lot || room.state.auction.status === "paused";
  /** @param {string} id @param {string} words @param {number | null} seconds @param {boolean} off */
  const button = (id, words, seconds, off) => html`<button type="button" class="button slim quiet" data-testid=${id}
    ?disabled=${busy || off || isOff(room.switches, "change_clock")} @click=${() => actions.moveClock(seconds)}>${words}</button>`;
  return html`<div class="row clock-powers" role="group" aria-label="The clock of this lot">
    ${button("sell-now", "Sell now", null, lot?.leader == null)} ${button("more-time", "+15 s", 15, false)} ${button("less-time", "−15 s", -15, false)}
  </div>`;
}

/** Unsold lots that can be put up again or given to somebody. @param {Room} room @param {Actions} actions */
export function unsoldLots(room, actions) {
  const lots = room.state.lots.filter((lot) => lot.status === "unsold");
  if (!mends(room) || lots.length === 0) return nothing;
  return html`<h3 class="muted">Unsold</h3><ul class="lots" data-testid="unsold">
    ${repeat(lots, (lot) => lot.id, (lot) => html`<li>
      <span class="lots-name"><bdi>${lot.asset.name}</bdi></span>
      <button type="button" class="button slim quiet" data-testid="again-${lot.id}" aria-label="Put ${isolated(lot.asset.name)} up again"
        ?disabled=${room.ui.busy === `again-${lot.id}` || isOff(room.switches, "put_up_again")} @click=${() => actions.putUpAgain(lot.id)}>Put up again</button>
      ${give(room, actions, lot)}
    </li>`)}
  </ul>`;
}

/** @param {Room} room @param {Actions} actions @param {import("../state.js").Lot} lot */
export function give(room, actions, lot) {
  if (!mends(room)) return nothing;
  const name = isolated(lot.asset.name);
  const sale = { participant: room.state.participants[0]?.id ?? "", price: lot.opening_price };
  return html`<button type="button" class="button slim quiet" data-testid="give-${lot.id}" aria-label="Give ${name} to a manager"
    ?disabled=${isOff(room.switches, "award_asset")} @click=${() => actions.askSale("award_asset", lot.id, `Give ${name} to a manager`, sale)}>Give</button>`;
}

/** @param {Room} room @param {Actions} actions @param {{lot: string, price: number, participant: {id: string}, asset: {name: string}}} sale */
export function correct(room, actions, sale) {
  if (!mends(room)) return nothing;
  const name = isolated(sale.asset.name);
  const now = { participant: sale.participant.id, price: sale.price };
  return html`<button type="button" class="button slim quiet" data-testid="correct-${sale.lot}" aria-label="Correct the sale of ${name}"
    ?disabled=${isOff(room.switches, "correct_sale")} @click=${() => actions.askSale("correct_sale", sale.lot, `Correct the sale of ${name}`, now)}>Correct</button>`;
}

/** Whose it is, and for how much. @param {Room} room @param {Actions} actions */
export function saleFields(room, actions) {
  const { sale } = room.ui.dialog;
  const { before, after } = unitParts(room.unit);
  /** @param {Event & {target: HTMLInputElement}} event */
  const typed = ({ target }) => {
    const { number, problem } = readWholeNumber(target.value);
    target.setCustomValidity(problem ?? (number > 0 ? "" : "A price is 1 or more."));
    if (target.checkValidity()) actions.changeSale({ price: number });
  };
  return html`<p class="field"><label for="sale-manager">Manager</label>
      <select id="sale-manager" data-testid="sale-manager" @change=${(event) => actions.changeSale({ participant: event.target.value })}>
        ${room.state.participants.map((one) => html`<option value=${one.id} ?selected=${one.id === sale.participant}>${isolated(one.name)}</option>`)}
      </select></p>
    <p class="field"><label for="sale-price">Price (${`${before}${after}`.trim()})</label>
      <input id="sale-price" data-testid="sale-price" inputmode="numeric" autocomplete="off" required value=${sale.price} @input=${typed} /></p>`;
}

/** @param {Room} room whether its commissioner looks at it while it runs */
const mends = (room) => room.isCommissioner && ["active", "paused"].includes(room.state.auction.status);
