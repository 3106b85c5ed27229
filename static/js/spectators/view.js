/** The room for those who watch by a link: the room's own views, nothing to press in the auction, and how far behind it is. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { gettext } from "../gettext.js";
import { lengthClasses, money } from "../room/money.js";
import { nominator } from "../room/selectors/nominations.js";
import { commissioners, lotCounts } from "../room/selectors/auction.js";
import { isSlow } from "../room/selectors/stream.js";
import { STATUS, tabs } from "../room/views/frame.js";
import { stage } from "../room/views/lot.js";
import { turn } from "../room/views/nominating.js";
import { people } from "../room/views/people.js";
import { feed, next, sold } from "../room/views/side.js";

/** @typedef {import("../room/room.js").Room} Room */

/** @param {Room} room @param {{delay: number, tab: (name: string) => void}} more */
export function watching(room, { delay, tab }) {
  if (room.link.status === "refused") return refused(room);
  const { auction, participants } = room.state;
  const { total, sold: done, unsold } = lotCounts(room.state);
  const actions = /** @type {any} */ ({ tab });
  const most = Math.max(...participants.map((one) => one.granted), 0);
  return html`<div class="room is-watching is-${auction.status}">
    <header class="room-bar"><span class="room-league"><bdi>${auction.league.name}</bdi></span>
      <span class="badge status-${auction.status}" data-testid="status">${STATUS[auction.status]}</span>
      <span class="badge accent behind" data-testid="behind">${gettext("{seconds} s behind", { seconds: delay })}</span>
      ${auction.status === "waiting" ? nothing : html`<span class="room-progress muted">${gettext("{done} of {total} lots done", { done: done + unsold, total })}</span>`}</header>
    <div class="columns ${lengthClasses(most, room.unit)}">
      <div class="column column-people">${people(room, actions)} ${sold(room, actions)}</div>
      <div class="column column-lot">${middle(room)} ${note(delay)} ${tabs(room, actions)}</div>
      <div class="column column-side">${feed(room, actions)} ${next(room, actions)}</div>
    </div>
    <footer class="room-foot"><p class="connection ${room.link.status === "offline" ? "is-offline" : "muted"}" data-testid="connection" data-state=${room.link.status} role="status">
      ${room.link.status === "offline" ? gettext("Offline: trying to reconnect…") : gettext("Updating every 2 s")}</p></footer>
  </div>`;
}

/** @param {Room} room */
function middle(room) {
  const { auction, participants } = room.state;
  if (auction.status === "waiting") return words(gettext("Starting soon"), gettext("Waiting for {names} to begin.", { names: commissioners(auction) }));
  if (auction.status === "cancelled") return words(gettext("This auction was cancelled"), gettext("Every sale in it was undone."));
  if (auction.status === "completed") {
    const spent = participants.reduce((sum, one) => sum + one.spent, 0);
    return words(gettext("That's it: the auction is complete"), gettext("{number} sold for {amount}.", { number: lotCounts(room.state).sold, amount: money(spent, room.unit) }));
  }
  if (isSlow(room.state)) return words(gettext("Now a slow auction"), gettext("Many lots are open at once, for hours or days. Sales show up here as they happen."));
  return nominator(room.state) ? turn(room, /** @type {any} */ ({})) : stage(room);
}

/** @param {string} title @param {string} more */
const words = (title, more) => html`<article class="lot watch-words" data-testid="watch-words"><h1 class="lot-name">${title}</h1><p class="muted">${more}</p></article>`;

/** @param {number} delay */
const note = (delay) => html`<p class="watch-note muted">${gettext("You're watching {seconds} s behind the room, so nobody there can bid by what you see.", { seconds: delay })}</p>`;

/** @param {Room} room */
const refused = (room) => html`<div class="finished" data-testid="refused" role="alert">
  <h1>${gettext("Nothing to watch here")}</h1>
  <p>${room.link.message}</p>
</div>`;
