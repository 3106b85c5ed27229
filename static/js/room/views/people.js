/** The managers: what they have left, what they can bid, how full they are, who leads. */
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { openLot } from "../selectors.js";
import { money } from "../money.js";
import { panel, presence, slots } from "./parts.js";

/** @typedef {import("../room.js").Room} Room */

/** @param {Room} room */
export function people(room) {
  const { participants } = room.state;
  const list = html`<ul class="people">
    ${repeat(participants, (one) => one.id, (one) => row(room, one))}
  </ul>`;
  const here = participants.filter((one) => room.presence[one.id] === "here").length;
  const known = Object.keys(room.presence).length > 0;
  const extra = html`<span class="muted">${known ? `${here} of ${participants.length} here` : participants.length}</span>`;
  return panel("managers", "Managers", list, { current: room.ui.tab, extra });
}

/** @param {Room} room @param {import("../state.js").Participant} one */
function row(room, one) {
  const lot = openLot(room.state);
  const leads = lot !== undefined && lot.leader === one.id;
  const me = one.id === room.you.participant;
  return html`<li class="person ${leads ? "leads" : ""} ${me ? "is-me" : ""}" data-testid="manager-${one.id}" data-leads=${String(leads)}>
    <div class="person-top">
      ${presence(room, one.id)}
      <span class="person-name">${one.name}${me ? html` <span class="you">you</span>` : nothing}</span>
      ${mark(room, one, leads, lot)}
    </div>
    <p class="person-team">${one.team || nothing}</p>
    <div class="person-money">
      <span><b>${money(one.available, room.unit)}</b> left</span>
      <span>max ${money(one.max_bid, room.unit)}</span>
      <span class="person-slots">${slots(one)}<span>${one.filled}/${one.slots_max}</span></span>
    </div>
  </li>`;
}

/** @param {Room} room @param {import("../state.js").Participant} one @param {boolean} leads @param {import("../state.js").Lot | undefined} lot */
function mark(room, one, leads, lot) {
  if (leads) return html`<span class="mark good"><span aria-hidden="true">▲</span> leads</span>`;
  if (lot && one.passed.includes(lot.id)) return html`<span class="mark"><span aria-hidden="true">»</span> passed</span>`;
  if (one.filled >= one.slots_max) return html`<span class="mark"><span aria-hidden="true">■</span> full</span>`;
  return one.away ? html`<span class="mark"><span aria-hidden="true">–</span> away</span>` : nothing;
}
