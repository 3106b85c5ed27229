/** Small pieces that several views share. */
import { isolated } from "../../bidi.js";
import { gettext } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { monogram, number, tone, unitParts } from "../money.js";

/** @typedef {import("../room.js").Room} Room */

/** Letters in place of a picture. @param {string} name @param {string} [size] */
export const letters = (name, size = "") =>
  html`<span class="monogram ${size} tone-${tone(name)}" aria-hidden="true">${monogram(name)}</span>`;

/** What is known about an asset besides its name. @param {import("../state.js").Asset} asset */
export const about = (asset) => [asset.position, asset.club, asset.country].filter(Boolean).map((one) => isolated(String(one))).join(" · ");

/** An amount whose number a reader (and a test) finds alone in its element. @param {number} amount @param {string} unit @param {string} [testid] */
export function amount(amount, unit, testid) {
  const { before, after } = unitParts(unit);
  return html`<span class="amount"
    ><span class="unit">${before}</span><span data-testid=${testid ?? nothing}>${number(amount)}</span
    ><span class="unit">${after}</span></span
  >`;
}

/** True once it was told who is here; without a socket it never is. @param {Room} room */
export const isAttendanceKnown = (room) => Object.keys(room.presence).length > 0;

/** How many managers are here, or only how many there are. @param {Room} room */
export function attendance(room) {
  const { participants } = room.state;
  if (!isAttendanceKnown(room)) return number(participants.length);
  return gettext("{here} of {total} here", { here: participants.filter((one) => room.presence[one.id] === "here").length, total: participants.length });
}

/** Here or gone: a shape and a word, besides the colour. @param {Room} room @param {string} id */
export function presence(room, id) {
  const here = room.presence[id] === "here";
  const word = here ? gettext("here") : id in room.presence ? gettext("not here") : "";
  return html`<span class="presence ${here ? "here" : "gone"}" data-testid="presence-${id}" data-here=${String(here)}
    ><span aria-hidden="true">${here ? "●" : "○"}</span
    ><span class="presence-word">${word}</span></span
  >`;
}

/** Filled and free places of a roster. @param {import("../state.js").Participant} one */
export const slots = (one) =>
  html`<span class="slots" aria-hidden="true"
    >${Array.from({ length: Math.min(one.slots_max, 16) }, (_, at) =>
      html`<i class=${at < one.filled ? "full" : at < one.slots_min ? "needed" : ""}></i>`)}</span
  >`;

/** @param {string} name @param {string} title @param {unknown} body @param {{current: string, extra?: unknown, testid?: string}} options */
export const panel = (name, title, body, { current, extra = nothing, testid }) =>
  html`<section
    class="panel panel-${name} ${current === name ? "is-current" : ""}"
    id="panel-${name}"
    aria-label=${title}
    data-testid=${testid ?? nothing}
  >
    <header class="panel-head"><h2>${title}</h2>${extra}</header>
    <div class="panel-body" tabindex="0">${body}</div>
  </section>`;
