/** What is left, played slowly or live again: the button, what is said while it waits, and how slowly. */
import { gettext, ngettext } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { readWholeNumber } from "../../numbers.js";
import { hoursOf, minutesOf, otherPace } from "../selectors/pace.js";
import { isOff } from "../selectors/switches.js";
import { mends } from "./powers.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */

const HOURS = "([01]?[0-9]|2[0-3]):[0-5][0-9]\\s*[\\-–]\\s*([01]?[0-9]|2[0-3]):[0-5][0-9]";
const LONGEST_MINUTES = 10_080;
const MOST_LOTS = 200;

/** Offered to commissioners where something is left. @param {Room} room @param {Actions} actions */
export function paceButton(room, actions) {
  const to = otherPace(room.state);
  if (!mends(room) || room.state.auction.next_format || (to === "slow" && !room.playsSlowly)) return nothing;
  return html`<p class="pace-button"><button type="button" class="button slim quiet" data-testid="change-pace"
    ?disabled=${room.ui.busy === "change_pace" || isOff(room.switches, "change_pace")} @click=${() => actions.pace.ask()}
  >${to === "slow" ? gettext("Play the rest slowly…") : gettext("Play the rest live…")}</button></p>`;
}

/** While a change waits for the open lots. @param {Room} room @param {Actions} actions */
export function paceWaits(room, actions) {
  const { next_format: next, format } = room.state.auction;
  if (!next) return nothing;
  const open = room.state.lots.filter((lot) => lot.status === "open").length;
  const words = next === "slow"
    ? ngettext("When this lot is over, the rest is played slowly.", "When these {number} lots are over, the rest is played slowly.", open)
    : ngettext("When this lot is over, the rest is played live.", "When these {number} lots are over, the rest is played live.", open);
  return html`<p class="notice pace-waits" role="status" data-testid="pace-waits">
    <span>${words}</span>
    ${mends(room) ? html`<button type="button" class="button slim quiet" data-testid="keep-pace"
      ?disabled=${room.ui.busy === "change_pace" || isOff(room.switches, "change_pace")} @click=${() => actions.pace.keep()}
    >${format === "slow" ? gettext("Keep it slow") : gettext("Keep it live")}</button>` : nothing}
  </p>`;
}

/** How slowly. @param {Room} room @param {Actions} actions */
export function paceFields(room, { powers }) {
  const { args } = room.ui.dialog;
  const { mode, settings } = room.state.auction;
  return html`<div class="pace-fields">
    ${mode === "queue" ? lots(powers, args) : nothing}
    ${hours(powers, "slow_lot_minutes", gettext("Hours for a lot"), args)}
    ${settings.slow_reset === "never" ? nothing : hours(powers, "slow_reset_minutes", gettext("Hours left after a bid"), args)}
    <p class="field"><label for="pace-quiet">${gettext("Quiet hours (optional)")}</label>
      <input id="pace-quiet" data-testid="pace-quiet" autocomplete="off" maxlength="20" placeholder="22:00–08:00" pattern=${HOURS}
        title=${gettext("Two times of the day, such as 22:00–08:00")} .value=${args.quiet_hours}
        @change=${({ target }) => target.reportValidity() && powers.change({ quiet_hours: target.value.trim() })} /></p>
    ${args.quiet_hours ? zone(powers, args) : nothing}
  </div>`;
}

/** @param {import("../actions/powers.js").Powers} powers @param {Record<string, any>} args */
function lots(powers, args) {
  /** @param {Event & {target: HTMLInputElement}} event */
  const typed = ({ target }) => {
    const { number, problem } = readWholeNumber(target.value);
    target.setCustomValidity(problem ?? (number >= 1 && number <= MOST_LOTS ? "" : gettext("Give a number from 1 to {most}.", { most: MOST_LOTS })));
    if (target.reportValidity()) powers.change({ slow_lots: number });
  };
  return html`<p class="field"><label for="pace-lots">${gettext("Lots open at once")}</label>
    <input id="pace-lots" data-testid="pace-lots" inputmode="numeric" autocomplete="off" required value=${args.slow_lots} @change=${typed} /></p>`;
}

/** @param {import("../actions/powers.js").Powers} powers @param {string} name @param {string} words @param {Record<string, any>} args */
function hours(powers, name, words, args) {
  /** @param {Event & {target: HTMLInputElement}} event */
  const typed = ({ target }) => {
    const minutes = minutesOf(target.value);
    target.setCustomValidity(minutes >= 1 && minutes <= LONGEST_MINUTES ? "" : gettext("Give a number of hours up to {most}, such as 24 or 1.5.", { most: LONGEST_MINUTES / 60 }));
    if (target.reportValidity()) powers.change({ [name]: minutes });
  };
  return html`<p class="field"><label for=${name}>${words}</label>
    <input id=${name} data-testid=${name} inputmode="decimal" autocomplete="off" required value=${hoursOf(args[name])} @change=${typed} /></p>`;
}

/** @param {import("../actions/powers.js").Powers} powers @param {Record<string, any>} args */
function zone(powers, args) {
  const all = [...new Set([args.time_zone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return html`<p class="field"><label for="pace-zone">${gettext("Time zone")}</label>
    <select id="pace-zone" data-testid="pace-zone" @change=${({ target }) => powers.change({ time_zone: target.value })}>
      ${all.map((name) => html`<option value=${name} ?selected=${name === args.time_zone}>${name}</option>`)}
    </select></p>`;
}
