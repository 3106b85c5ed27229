/** What my roster has and still needs of each position, club or country that the auction limits, beside my money. */
import { gettext } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { bounds, inFull, mood } from "../selectors/places.js";

/** @param {import("../room.js").Room} room */
export function places(room) {
  const mine = room.you.places ?? [];
  if (mine.length === 0) return nothing;
  return html`<ul class="places" data-testid="my-places" aria-label=${gettext("Your roster by position")}>
    ${mine.map((place) => html`<li class=${mood(place)} title=${inFull(place)} aria-label=${inFull(place)}
      ><span>${place.name}</span> <b>${place.has}</b>/${bounds(place)}</li>`)}
  </ul>`;
}
