/** Beside the lot: what happened, what comes, what was sold, what is mine. */
import { isolated } from "../../bidi.js";
import { gettext, locale, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { lotCounts, queuedLots, sales } from "../selectors/auction.js";
import { money } from "../money.js";
import { withBidder } from "../selectors/owners.js";
import { receiptOf } from "../feed/receipts.js";
import { isSlow } from "../selectors/stream.js";
import { isOff } from "../selectors/switches.js";
import { maximum } from "./maximum.js";
import { paceButton } from "./pace.js";
import { about, letters, panel } from "./parts.js";
import { addLot, comingPowers, correct, unsoldLots } from "./powers.js";
import { toTalk } from "./talk.js";
import { targetMark } from "./target.js";

/** @typedef {import("../room.js").Room} Room */

const clock = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** @param {Room} room @param {import("../actions/actions.js").Actions} actions */
export function feed(room, actions) {
  const list = html`<ol class="feed" data-testid="feed">
    ${repeat(room.feed, (one) => one.seq, (one) => html`<li class="feed-${one.tone}" data-kind=${one.kind}>
      <span class=${"▸▹".includes(one.mark) ? "feed-mark along" : "feed-mark"} aria-hidden="true">${one.mark}</span>
      <span class="feed-text">${withBidder(one, room.bidders, room.you.user)}</span>
      ${receipt(room, one)}<time datetime=${new Date(one.at).toISOString()}>${clock.format(one.at)}</time>
    </li>`)}
  </ol>`;
  return panel("feed", gettext("What happened"), room.feed.length > 0 ? list : html`<p class="empty" data-testid="feed">${gettext("Nothing yet.")}</p>`, { current: room.ui.tab, extra: toTalk(room, actions) });
}

/** One press from a bid to its receipt, beside the room: nobody leaves it in the middle of a lot. @param {Room} room @param {import("../feed/sentences.js").FeedEntry} entry */
function receipt(room, entry) {
  const address = receiptOf(entry, room.state.auction.id, room.reader ?? room.you);
  if (!address) return nothing;
  return html`<a class="feed-receipt" href=${address} target="_blank" rel="noopener" data-testid="receipt-of" aria-label=${gettext("Receipt of: {text}", { text: entry.text })}>${gettext("Receipt")}</a>`;
}

/** @param {Room} room @param {import("../actions/actions.js").Actions} actions */
export function next(room, actions) {
  const lots = queuedLots(room.state);
  const { total, sold, unsold, withdrawn } = lotCounts(room.state);
  const open = room.state.lots.filter((lot) => lot.status === "open").length;
  const left = Math.max(lots.length, total - sold - unsold - withdrawn - open);
  const list = html`<ol class="lots">
    ${repeat(lots, (lot) => lot.id, (lot) => html`<li>
      <span class="lots-number">${lot.number}</span>
      <span class="lots-name"><bdi>${lot.asset.name}</bdi><small>${about(lot.asset)}</small>${targetMark(room, lot)}</span>
      <span class="muted">${money(lot.opening_price, room.unit)}</span>
      ${maximum(room, actions, lot)} ${comingPowers(room, actions, lot)}
    </li>`)}
    ${left > lots.length ? html`<li class="muted">${gettext("and {number} more", { number: left - lots.length })}</li>` : nothing}
  </ol>`;
  const body = lots.length > 0 ? list : html`<p class="empty">${gettext("No more lots in the list.")}</p>`;
  return panel("next", gettext("Next lots"), html`${paceButton(room, actions)} ${body}`, { current: room.ui.tab, extra: html`<span class="row">${isSlow(room.state) ? addLot(room, actions) : nothing}<span class="muted">${gettext("{number} to come", { number: left })}</span></span>` });
}

/** @param {Room} room */
export function mine(room) {
  const { me } = room;
  if (!me) return nothing;
  const list = html`<ul class="lots" data-testid="my-roster">
    ${repeat(me.roster, (item) => item.lot, (item) => html`<li>
      ${letters(item.asset.name)}
      <span class="lots-name"><bdi>${item.asset.name}</bdi><small>${about(item.asset)}</small></span>
      <b>${money(item.price, room.unit)}</b>
    </li>`)}
  </ul>`;
  const body = me.roster.length > 0 ? list : html`<p class="empty">${gettext("Empty so far.")}</p>`;
  const extra = html`<span class="muted">${gettext("{filled} of {most}", { filled: me.filled, most: me.slots_max })} · ${gettext("{amount} spent", { amount: money(me.spent, room.unit) })}</span>`;
  const bids = html`<p><a data-testid="my-bids" href="${room.links.results}#bids" target="_blank" rel="noopener">${gettext("Your bids and receipts")}</a> · <a data-testid="stand-in" href="/auction/${room.state.auction.id}/stand-in/">${gettext("While you're away")}</a></p>`;
  return panel("mine", gettext("My roster"), html`${body} ${bids}`, { current: room.ui.tab, extra });
}

/** Every sale, newest first; the commissioner can take each back. @param {Room} room @param {import("../actions/actions.js").Actions} actions */
export function sold(room, actions) {
  const rows = sales(room.state);
  const over = room.state.auction.status === "completed"; // afterwards it may be another's by a trade
  const whose = (name) => (over ? name : rich("to {name}", { name }));
  const list = html`<ul class="lots sales">
    ${repeat(rows, (sale) => sale.lot, (sale) => html`<li class=${sale.participant.id === room.you.participant ? "is-mine" : ""}>
      ${letters(sale.asset.name)}
      <span class="lots-name"><bdi>${sale.asset.name}</bdi><small>${whose(html`<bdi>${sale.participant.name}</bdi>`)}</small></span>
      <b>${money(sale.price, room.unit)}</b>
      ${correct(room, actions, sale)} ${room.isCommissioner ? undo(room, sale, actions) : nothing}
    </li>`)}
  </ul>`;
  const body = rows.length > 0 ? list : html`<p class="empty">${gettext("Nothing sold yet.")}</p>`;
  const { sold: count, unsold } = lotCounts(room.state);
  const extra = html`<span class="muted">${gettext("{number} sold", { number: count })}${unsold > 0 ? ` · ${gettext("{number} unsold", { number: unsold })}` : ""}</span>`;
  return panel("sold", gettext("Sold"), html`${body} ${unsoldLots(room, actions)}`, { current: room.ui.tab, extra });
}

/** @param {Room} room @param {{lot: string, asset: {name: string}}} sale @param {import("../actions/actions.js").Actions} actions */
const undo = (room, sale, actions) => html`<button type="button" class="button slim quiet" data-testid="undo-${sale.lot}"
  ?disabled=${isOff(room.switches, "undo_sale")}
  aria-label=${gettext("Undo the sale of {name}", { name: isolated(sale.asset.name) })} @click=${() => actions.askUndo(sale.lot)}
>${gettext("Undo")}</button>`;
