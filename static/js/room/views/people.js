/** The managers: what they have left, what they can bid, how full they are, who leads. */
import { isolated } from "../../bidi.js";
import { gettext, pgettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { openLot, rosterFull } from "../selectors/auction.js";
import { money } from "../money.js";
import { isOff } from "../selectors/switches.js";
import { attendance, panel, presence, slots } from "./parts.js";
import { managerPowers, purse } from "./powers.js";

/** With more managers each has one line. */
const CROWDED = 8;

/** @typedef {import("../room.js").Room} Room */

/** @typedef {import("../actions/actions.js").Actions} Actions */

/** @param {Room} room @param {Actions} actions */
export function people(room, actions) {
  const { participants } = room.state;
  const list = html`<ul class="people ${participants.length > CROWDED ? "is-crowded" : ""}">
    ${repeat(participants, (one) => one.id, (one) => row(room, actions, one))}
    ${repeat(room.late, (one) => one.id, (one) => late(room, actions, one))}
  </ul>`;
  const extra = html`<span class="muted">${attendance(room)}</span>`;
  return panel("managers", gettext("Managers"), list, { current: room.ui.tab, extra });
}

/** @param {Room} room @param {Actions} actions @param {import("../state.js").Participant} one */
function row(room, actions, one) {
  const lot = openLot(room.state);
  const leads = lot !== undefined && lot.leader === one.id;
  const me = one.id === room.you.participant;
  return html`<li class="person ${leads ? "leads" : ""} ${me ? "is-me" : ""}" data-testid="manager-${one.id}" 
    data-leads=${String(leads)} data-away=${String(one.away)}>
    <div class="person-top">
      ${presence(room, one.id)}
      <span class="person-name"><bdi>${one.name}</bdi>${me ? html` <span class="you">${gettext("you")}</span>` : nothing}</span>
      ${mark(room, one, leads, lot)} ${absence(room, actions, one, me)}
    </div>
    <p class="person-team"><bdi>${one.team || nothing}</bdi></p>
    <div class="person-money">
      <span>${rich("{amount} left", { amount: purse(room, actions, one) })}</span>
      <span>${gettext("max {amount}", { amount: money(one.max_bid, room.unit) })}</span>
      <span class="person-slots">${slots(one)}<span>${one.filled}/${one.slots_max}</span></span>
    </div>
    ${managerPowers(room, actions, one)}
  </li>`;
}

/** @param {Room} room @param {import("../state.js").Participant} one @param {boolean} leads @param {import("../state.js").Lot | undefined} lot */
function mark(room, one, leads, lot) {
  if (leads) return html`<span class="mark good"><span aria-hidden="true">▲</span> ${gettext("leads")}</span>`;
  if (lot && one.passed.includes(lot.id)) return html`<span class="mark"><span aria-hidden="true">»</span> ${gettext("passed")}</span>`;
  if (rosterFull(room.state, one, lot)) return html`<span class="mark"><span aria-hidden="true">■</span> ${gettext("full")}</span>`;
  return one.away ? html`<span class="mark"><span aria-hidden="true">–</span> ${gettext("away")}</span>` : nothing;
}

/** The commissioner is asked about everybody who came late. @param {Room} room @param {Actions} actions @param {Room["late"][0]} one */
const late = (room, actions, one) => html`<li class="person" data-testid="late-${one.id}">
  <div class="person-top"><span class="person-name"><bdi>${one.name}</bdi></span>
    <label class="late-budget">${gettext("Budget")} <input inputmode="numeric" autocomplete="off" maxlength="20" data-testid="late-budget-${one.id}" value=${one.budget}
      aria-label=${gettext("Budget of {name}", { name: isolated(one.name) })} @input=${(event) => actions.late.offer(one, event.target.value)} /></label>
    <button type="button" class="button slim" data-testid="give-seat-${one.id}" ?disabled=${Boolean(one.problem) || isOff(room.switches, "give_seat")}
      aria-label=${gettext("Give {name} a seat", { name: isolated(one.name) })} @click=${() => actions.late.give(one)}>${gettext("Give a seat")}</button></div>
  <p class="person-team late-words">${one.problem ? html`<span class="error" role="alert">${one.problem}</span>` : `${gettext("Joined after the auction began.")} ${one.sentence}`}</p>
</li>`;

/** The commissioner says of anybody that they are away or back; of themselves everybody says that they are back.
 * @param {Room} room @param {Actions} actions @param {import("../state.js").Participant} one @param {boolean} me */
function absence(room, actions, one, me) {
  const over = ["completed", "cancelled"].includes(room.state.auction.status);
  if (over || !(room.isCommissioner || (me && one.away))) return nothing;
  const name = isolated(one.name);
  const words = one.away ? (me ? gettext("I'm back") : pgettext("of a person", "Back")) : gettext("Away");
  const meaning = one.away ? gettext("Mark back: bidding waits for {name} again", { name }) : gettext("Mark away: bidding won't wait for {name}", { name });
  return html`<button type="button" class="button slim ${me && one.away ? "primary" : "quiet"}" data-testid="away-${one.id}"
    title=${meaning} aria-label=${me && one.away ? words : meaning}
    ?disabled=${room.ui.busy === `away-${one.id}` || isOff(room.switches, "set_away")} @click=${() => actions.setAway(one.id, !one.away)}
  >${words}</button>`;
}
