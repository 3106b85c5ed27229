/** After the last lot, or after a cancellation: what came of it. */
import { gettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { lotCounts, sales } from "../selectors/auction.js";
import { money } from "../money.js";
import { about, letters } from "./parts.js";
import { sold } from "./side.js";

/** @typedef {import("../room.js").Room} Room */

/** @param {Room} room @param {import("../actions/actions.js").Actions} actions */
export function completed(room, actions) {
  const { auction } = room.state;
  const rows = sales(room.state);
  const counts = lotCounts(room.state);
  const total = room.state.participants.reduce((sum, one) => sum + one.spent, 0);
  return html`<div class="finished" data-testid="completed">
    <p class="eyebrow">${gettext("Completed")}</p>
    <h1>${rich("{league} auction", { league: html`<bdi>${auction.league.name}</bdi>` })}</h1>
    <dl class="figures">
      <div><dt>${gettext("Sold")}</dt><dd>${counts.sold}</dd></div>
      <div><dt>${gettext("Unsold")}</dt><dd>${counts.unsold}</dd></div>
      <div><dt>${gettext("Spent")}</dt><dd>${money(total, room.unit)}</dd></div>
    </dl>
    <p class="row"><a class="button primary large" data-testid="results" href=${room.links.results}>${gettext("See the results")}</a>
      <a class="button large" href=${room.links.replay}>${gettext("Watch from the start")}</a>
      <a class="button large" href=${room.links.league}>${gettext("Back to the league")}</a></p>
    <div class="finished-cards">${mine(room)} ${mostExpensive(room, rows)}</div>
    ${room.isCommissioner ? sold(room, actions) : nothing}
  </div>`;
}

/** @param {Room} room */
function mine(room) {
  if (!room.me) return nothing;
  return html`<section class="card"><h2 class="spread">${gettext("Your roster")} <span class="muted">${gettext("{amount} left", { amount: money(room.me.available, room.unit) })}</span></h2>
    <ul class="lots">${room.me.roster.map((item) => html`<li>${letters(item.asset.name)}
      <span class="lots-name"><bdi>${item.asset.name}</bdi><small>${about(item.asset)}</small></span><b>${money(item.price, room.unit)}</b></li>`)}</ul>
  </section>`;
}

/** @param {Room} room @param {ReturnType<typeof sales>} rows */
function mostExpensive(room, rows) {
  const top = [...rows].sort((a, b) => b.price - a.price).slice(0, 5);
  return html`<section class="card"><h2>${gettext("Most expensive")}</h2>
    <ul class="lots">${top.map((sale) => html`<li>${letters(sale.asset.name)}
      <span class="lots-name"><bdi>${sale.asset.name}</bdi><small><bdi>${sale.participant.name}</bdi></small></span><b>${money(sale.price, room.unit)}</b></li>`)}</ul>
  </section>`;
}

/** What the end means for one's own money. @param {Room} room */
const refund = (room) => room.me
  ? gettext("Every hold and every sale was taken back: you have all your money again, {amount}.", { amount: money(room.me.available, room.unit) })
  : gettext("Every hold and every sale was taken back, and every budget is whole again.");

/** @param {Room} room */
export const cancelled = (room) => html`<div class="finished" data-testid="cancelled">
  <p class="eyebrow">${gettext("Cancelled")}</p>
  <h1>${gettext("This auction was cancelled")}</h1>
  <p>${room.feed.find((one) => one.kind === "auction_cancelled")?.text ?? gettext("Everything in it was taken back.")}</p>
  <p class="muted" data-testid="refund">${refund(room)}</p>
  <p><a class="button primary large" href=${room.links.league}>${gettext("Back to the league")}</a></p>
</div>`;

/** The server wouldn't have us. @param {Room} room */
export const refused = (room) => html`<div class="finished" data-testid="refused" role="alert">
  <h1>${gettext("This room is closed to you")}</h1>
  <p>${room.link.message}</p>
  <p class="row"><a class="button primary" href="/sign-in/">${gettext("Sign in")}</a> <a class="button" href="/">${gettext("My leagues")}</a></p>
</div>`;
