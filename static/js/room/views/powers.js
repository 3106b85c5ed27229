/** What the commissioner can do in the room beside pause and cancel: to lots and their clock, bids, sales and budgets. */
import { isolated } from "../../bidi.js";
import { gettext, pgettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { openLot, queuedLots, sales } from "../selectors/auction.js";
import { isSlow } from "../selectors/stream.js";
import { money, unitParts } from "../money.js";
import { isOff } from "../selectors/switches.js";
import { readWholeNumber } from "../../numbers.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */
/** @typedef {import("../state.js").Lot} Lot */

/** The one open lot in the commissioner's hand. @param {Room} room @param {Actions} actions */
export function clockPowers(room, actions) {
  const lot = openLot(room.state);
  if (!mends(room)) return nothing;
  return html`<div class="row clock-powers" role="group" aria-label=${gettext("The clock of this lot")}>
    ${clockButtons(room, actions, lot, ["15 s", 15])} ${lot ? lotPowers(room, actions, lot) : nothing}
  </div>
  <div class="row after-lots">${lastClosed(room, actions)} ${addLot(room, actions)}</div>`;
}

/** Opens what can be done with one of many open lots; of one at a time. @param {Room} room @param {Actions} actions @param {Lot} lot */
export function lotMenuButton(room, { stream }, lot) {
  if (!mends(room)) return nothing;
  const open = stream.form.menu === lot.id;
  return html`<button type="button" class="button slim ${open ? "" : "quiet"}" data-testid="lot-powers-${lot.id}" aria-expanded=${String(open)}
    aria-label=${gettext("More for {name}", { name: isolated(lot.asset.name) })} title=${gettext("More")} @click=${() => stream.menu(open ? null : lot.id)}>⋯</button>`;
}

/** One of many open lots in the commissioner's hand. @param {Room} room @param {Actions} actions @param {Lot} lot */
export function lotMenu(room, actions, lot) {
  if (!mends(room) || actions.stream.form.menu !== lot.id) return nothing;
  const name = isolated(lot.asset.name);
  const active = room.state.auction.status === "active";
  // The focus goes to the menu's button, to which a question gives it back.
  const chosen = ({ currentTarget }) => {
    currentTarget.parentElement.querySelector("[aria-expanded=true]")?.focus();
    actions.stream.menu(null);
  };
  return html`<div class="row lot-powers" role="group" aria-label=${gettext("What you can do with {name}", { name })} @click=${chosen}>
    ${clockButtons(room, actions, lot, ["1 h", 3600], `-${lot.id}`)} ${lotPowers(room, actions, lot, `-${lot.id}`)}
    ${active ? small(room, `bid-on-${lot.id}`, gettext("Bid for…"), "bid_for", () => actions.askBidFor(lot), gettext("Bid on {name} for a manager", { name })) : nothing}
  </div>`;
}

/** @param {Room} room @param {Actions} actions @param {Lot | undefined} lot @param {[words: string, seconds: number]} step @param {string} [of] ends the buttons' ids */
function clockButtons(room, actions, lot, [step, seconds], of = "") {
  const busy = room.ui.busy === "clock" || !lot || room.state.auction.status === "paused";
  /** @param {string} id @param {string} words @param {number | null} by @param {boolean} off */
  const button = (id, words, by, off) => html`<button type="button" class="button slim quiet" data-testid="${id}${of}"
    ?disabled=${busy || off || isOff(room.switches, "change_clock")} @click=${() => actions.moveClock(by, lot)}>${words}</button>`;
  return html`${button("sell-now", gettext("Sell now"), null, lot?.leader == null)} ${button("more-time", isolated(`+${step}`), seconds, false)}
    ${button("less-time", isolated(`−${step}`), -seconds, false)}`;
}

/** @param {Room} room @param {string} id @param {string} words @param {string} power @param {() => void} act @param {string} [label] @param {boolean} [off] */
const small = (room, id, words, power, act, label, off = false) => html`<button type="button" class="button slim quiet" data-testid=${id} aria-label=${label ?? nothing}
  ?disabled=${off || room.ui.busy === power || isOff(room.switches, power)} @click=${act}>${words}</button>`;

/** @param {Room} room @param {Actions} actions @param {Lot} lot an open one @param {string} [of] ends the buttons' ids */
const lotPowers = (room, { powers }, lot, of = "") => html`
  ${small(room, `skip${of}`, gettext("Skip"), "skip_lot", () => powers.skip(lot))}
  ${small(room, `withdraw${of}`, gettext("Withdraw"), "withdraw_lot", () => powers.withdraw(lot))}
  ${small(room, `take-back${of}`, gettext("Take bid back"), "take_back_bid", () => powers.takeBack(lot), undefined, lot.leader === null)}`;

/** What can be done to a lot to come. @param {Room} room @param {Actions} actions @param {import("../state.js").Lot} lot */
export function comingPowers(room, actions, lot) {
  if (!mends(room)) return nothing;
  const name = isolated(lot.asset.name);
  const first = queuedLots(room.state)[0]?.id === lot.id;
  return html`${first ? nothing : small(room, `next-${lot.id}`, gettext("Up next"), "move_lot", () => actions.powers.moveNext(lot), gettext("Put {name} up next", { name }))}
    ${small(room, `withdraw-${lot.id}`, gettext("Withdraw"), "withdraw_lot", () => actions.powers.withdraw(lot), gettext("Withdraw {name}", { name }))} ${give(room, actions, lot)}`;
}

/** Closes the menu that something was chosen from. The focus goes to its button, to which a question gives it back. @param {Event & {currentTarget: HTMLElement}} event */
function close({ currentTarget }) {
  const menu = currentTarget.closest("details");
  menu.querySelector("summary").focus();
  menu.removeAttribute("open");
}

/** What can be done for or to a manager, in a menu of which one is open at a time. @param {Room} room @param {Actions} actions @param {import("../state.js").Participant} one */
export function managerPowers(room, { powers }, one) {
  if (!mends(room)) return nothing;
  const lot = isSlow(room.state) ? undefined : openLot(room.state); // of many, each has its own menu
  const bids = lot && one.id !== room.you.participant && lot.leader !== one.id && room.state.auction.status === "active";
  const name = isolated(one.name);
  return html`<details class="person-powers" name="person-powers">
    <summary class="button slim quiet" data-testid="powers-${one.id}" aria-label=${gettext("More for {name}", { name })} title=${gettext("More")}>⋯</summary>
    <div class="row" @click=${close}>
    ${bids ? small(room, `bid-for-${one.id}`, gettext("Bid for them"), "bid_for", () => powers.bidFor(one), gettext("Bid for {name}", { name })) : nothing}
    ${small(room, `budget-${one.id}`, gettext("Budget"), "adjust_budget", () => powers.budget(one), gettext("Change the budget of {name}", { name }))}
    </div>
  </details>`;
}

/** What a manager has left; the commissioner changes it where it stands. @param {Room} room @param {Actions} actions @param {import("../state.js").Participant} one */
export function purse(room, { powers }, one) {
  const amount = money(one.available, room.unit);
  const left = html`<b>${amount}</b>`;
  if (!mends(room)) return left;
  return html`<button type="button" class="person-purse" data-testid="purse-${one.id}" title=${gettext("Change the budget")} aria-label=${gettext("{amount} left: change the budget of {name}", { amount, name: isolated(one.name) })}
    ?disabled=${room.ui.busy === "adjust_budget" || isOff(room.switches, "adjust_budget")} @click=${() => powers.budget(one)}>${left}</button>`;
}

/** One's own bid, while nobody has bid over it. @param {Room} room @param {Actions} actions @param {import("../state.js").Lot | undefined} lot */
export function retraction(room, { powers }, lot) {
  const mine = lot && lot.leader !== null && lot.leader === room.you.participant;
  if (!mine || room.state.auction.settings.retract_bids !== true) return nothing;
  return html`<p>${small(room, "retract", gettext("Take my bid back"), "retract_bid", () => powers.retract(lot))}</p>`;
}

/** How much, in a question about an amount. @param {Room} room @param {Actions} actions */
export function amountField(room, { powers }) {
  const { field, least, args } = room.ui.dialog;
  const { before, after } = unitParts(room.unit);
  /** @param {Event & {target: HTMLInputElement}} event */
  const typed = ({ target }) => {
    const { number, problem } = readWholeNumber(target.value);
    const wrong = least === undefined ? number === 0 : number < least;
    const other = least === undefined ? gettext("Give a number other than 0.") : gettext("Give a number other than 0, and above it.");
    target.setCustomValidity(problem ?? (wrong ? other : ""));
    if (target.checkValidity()) powers.change({ amount: number });
  };
  return html`<p class="field"><label for="power-amount">${field} (${`${before}${after}`.trim()})</label>
    <input id="power-amount" data-testid="power-amount" inputmode=${least === undefined ? "text" : "numeric"} autocomplete="off" required autofocus value=${args.amount || ""} @input=${typed} /></p>`;
}

/** Unsold and withdrawn lots, which can be put up again, or given to somebody. @param {Room} room @param {Actions} actions */
export function unsoldLots(room, actions) {
  const lots = room.state.lots.filter((lot) => lot.status === "unsold" || lot.status === "withdrawn");
  if (!mends(room) || lots.length === 0) return nothing;
  return html`<h3 class="muted">${gettext("Not sold")}</h3><ul class="lots" data-testid="unsold">
    ${repeat(lots, (lot) => lot.id, (lot) => html`<li>
      <span class="lots-name"><bdi>${lot.asset.name}</bdi>${lot.status === "withdrawn" ? html`<small>${gettext("withdrawn")}</small>` : nothing}</span>
      ${again(room, actions, lot)}
      ${lot.status === "unsold" ? give(room, actions, lot) : nothing}
    </li>`)}
  </ul>`;
}

/** @param {Room} room @param {Actions} actions @param {import("../state.js").Lot} lot */
export function give(room, actions, lot) {
  if (!mends(room)) return nothing;
  const name = isolated(lot.asset.name);
  const sale = { participant: "", price: lot.opening_price };
  const words = gettext("Give {name} to a manager", { name });
  return html`<button type="button" class="button slim quiet" data-testid="give-${lot.id}" aria-label=${words}
    ?disabled=${isOff(room.switches, "award_asset")} @click=${() => actions.askSale("award_asset", lot.id, words, sale)}>${gettext("Give")}</button>`;
}

/** @param {Room} room @param {Actions} actions @param {{lot: string, price: number, participant: {id: string}, asset: {name: string}}} sale @param {string} [which] */
export function correct(room, actions, sale, which = sale.lot) {
  if (!mends(room)) return nothing;
  const name = isolated(sale.asset.name);
  const now = { participant: sale.participant.id, price: sale.price };
  const words = gettext("Correct the sale of {name}", { name });
  return html`<button type="button" class="button slim quiet" data-testid="correct-${which}" aria-label=${words}
    ?disabled=${isOff(room.switches, "correct_sale")} @click=${() => actions.askSale("correct_sale", sale.lot, words, now)}>${gettext("Correct")}</button>`;
}

/** Whose it is, and for how much. @param {Room} room @param {Actions} actions */
export function saleFields(room, actions) {
  const { sale, power } = room.ui.dialog;
  const { before, after } = unitParts(room.unit);
  /** @param {Event & {target: HTMLInputElement}} event */
  const typed = ({ target }) => {
    const { number, problem } = readWholeNumber(target.value);
    target.setCustomValidity(problem ?? (number > 0 ? "" : gettext("A price is 1 or more.")));
    if (target.checkValidity()) actions.changeSale({ price: number });
  };
  return html`<p class="field"><label for="sale-manager">${gettext("Manager")}</label>
      <select id="sale-manager" data-testid="sale-manager" required ?autofocus=${!sale.participant} @change=${(event) => actions.changeSale({ participant: event.target.value })}>
        ${sale.participant ? nothing : html`<option value="">${gettext("Choose a manager")}</option>`}
        ${room.state.participants.map((one) => html`<option value=${one.id} ?selected=${one.id === sale.participant}>${isolated(one.name)}</option>`)}
      </select></p>
    <p class="field"><label for="sale-price">${power === "bid_for" ? pgettext("an amount", "Bid") : gettext("Price")} (${`${before}${after}`.trim()})</label>
      <input id="sale-price" data-testid="sale-price" inputmode="numeric" autocomplete="off" required ?autofocus=${Boolean(sale.participant)} value=${sale.price} @focus=${(event) => event.target.select()} @input=${typed} /></p>`;
}

/** Who is to come up too. @param {Actions} actions */
export const nameField = ({ moreLots }) => html`<p class="field"><label for="lot-name">${gettext("Name")}</label>
  <input id="lot-name" data-testid="new-lot-name" maxlength="120" autocomplete="off" required autofocus @input=${(event) => moreLots.type(event.target.value)} /></p>`;

/** The way to somebody whom the list forgot. @param {Room} room @param {Actions} actions */
export function addLot(room, { moreLots }) {
  if (!mends(room)) return nothing;
  return html`<button type="button" class="button slim quiet" data-testid="add-lot" ?disabled=${isOff(room.switches, "add_lot")} @click=${() => moreLots.ask()}>${gettext("Add a lot")}</button>`;
}

/**
 * The lot that closed last, which is the one that is wrong most often: mended without a look for it. The line is always
 * there, so that nothing below it moves.
 *
 * @param {Room} room @param {Actions} actions
 */
function lastClosed(room, actions) {
  const lot = room.lastClosed?.lot;
  const sale = sales(room.state).find((one) => one.lot === lot);
  const unsold = room.state.lots.find((one) => one.id === lot && one.status === "unsold");
  const bdi = (name) => html`<bdi>${name}</bdi>`;
  const what = () => rich("Last sold: {lot} to {name} for {price}", { lot: bdi(sale.asset.name), name: bdi(sale.participant.name), price: money(sale.price, room.unit) });
  const sold = () => html`<span class="last-closed-words">${what()}</span> ${correct(room, actions, sale, "last")}`;
  const left = () => html`<span class="last-closed-words">${rich("Went unsold: {lot}", { lot: bdi(unsold.asset.name) })}</span> ${again(room, actions, unsold, "last")}`;
  return html`<p class="last-closed muted" data-testid="last-closed">${sale ? sold() : unsold ? left() : nothing}</p>`;
}

/** @param {Room} room @param {Actions} actions @param {import("../state.js").Lot} lot unsold or withdrawn @param {string} [which] */
const again = (room, actions, lot, which = lot.id) => html`<button type="button" class="button slim quiet" data-testid="again-${which}" aria-label=${gettext("Put {name} up again", { name: isolated(lot.asset.name) })}
  ?disabled=${room.ui.busy === `again-${lot.id}` || isOff(room.switches, "put_up_again")} @click=${() => actions.putUpAgain(lot.id)}>${gettext("Put up again")}</button>`;

/** @param {Room} room whether its commissioner looks at it while it runs */
export const mends = (room) => room.isCommissioner && ["active", "paused"].includes(room.state.auction.status);
