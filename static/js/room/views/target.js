/** What a lot is worth to this person, beside it. Nobody else sees it. */
import { gettext } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { against, inShort } from "../actions/targets.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../state.js").Lot} Lot */

/** Under the lot on sale: its worth, what of that the next bid leaves, and the note. @param {Room} room @param {Lot} lot */
export function targetLine(room, lot) {
  const target = room.targets.of(lot.asset.id);
  if (!target) return nothing;
  const left = lot.status === "open" ? against(target, lot.min_next ?? lot.opening_price, room.unit) : "";
  return html`<p class="target-line" data-testid="target" title=${gettext("Only you see this.")}>
    <b><span aria-hidden="true">★</span> ${inShort(target, room.unit)}</b>
    ${left ? html`<span class="muted">${left}<span class="visually-hidden"> ${gettext("to the next bid")}</span></span>` : nothing}
  </p>
  ${target.note ? html`<p class="target-words" title=${target.note}><bdi>${target.note}</bdi></p>` : nothing}`;
}

/** In a list of lots. @param {Room} room @param {Lot} lot */
export function targetMark(room, lot) {
  const target = room.targets.of(lot.asset.id);
  return target ? html`<small class="target-mark" data-testid="target-${lot.id}"><span aria-hidden="true">★</span> ${inShort(target, room.unit)}</small>` : nothing;
}
