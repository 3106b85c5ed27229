/** Around the lot: the room's bar on top, the line's state below, tabs on small screens, cards and dialogs. */
import { isolated } from "../../bidi.js";
import { gettext, pgettext } from "../../gettext.js";
import { html, nothing, svg } from "../../vendor/lit-html/lit-html.js";
import { lotCounts } from "../selectors/auction.js";
import { banner, isOff } from "../selectors/switches.js";
import { paceFields } from "./pace.js";
import { amountField, nameField, saleFields } from "./powers.js";
import { isSlow } from "../selectors/stream.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */

export const STATUS = { waiting: gettext("Waiting"), active: gettext("Running"), paused: gettext("Paused"), completed: gettext("Completed"), cancelled: gettext("Cancelled") };

/** @param {Room} room @param {Actions} actions */
export function bar(room, actions) {
  const { auction } = room.state;
  const { total, sold, unsold } = lotCounts(room.state);
  return html`<header class="room-bar">
    <a class="room-league" href=${room.links.league}><span aria-hidden="true">‹</span> <bdi>${auction.league.name}</bdi></a>
    <span class="badge status-${auction.status}" data-testid="status" data-status=${auction.status}>${STATUS[auction.status]}</span>
    ${auction.status === "waiting" ? nothing : html`<span class="room-progress muted">${gettext("{done} of {total} lots done", { done: sold + unsold, total })}</span>`}
    <div class="room-controls">
      ${room.isCommissioner ? controls(room, actions) : nothing}
      <button type="button" class="button slim quiet" data-testid="sound" aria-pressed=${String(room.ui.sound)} aria-keyshortcuts="M"
        @click=${() => actions.toggleSound()}
      >${speaker(room.ui.sound)}<span class="wide-words">${room.ui.sound ? gettext("Sound on") : gettext("Sound off")}</span></button>
    </div>
  </header>`;
}

/** What operators have switched off, in words; it goes away by itself. @param {Room} room */
export function switchedOff(room) {
  const text = banner(room.switches, room.state.auction.status);
  // Always there, so that a screen reader notices when words come into it.
  return html`<div role="status" data-testid="switched-off">${text ? html`<p class="switched-off"><b aria-hidden="true">‖</b> ${text}</p>` : nothing}</div>`;
}

/** A loudspeaker with waves, or with a cross. @param {boolean} on */
const speaker = (on) => html`<svg class="speaker" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <path class="solid" d="M3 9h4l5-4v14l-5-4H3z" />
  ${on ? svg`<path d="M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />` : svg`<path d="m16 9.5 5 5m0-5-5 5" />`}
</svg>`;

/** @param {Room} room @param {Actions} actions */
function controls(room, actions) {
  const { status } = room.state.auction;
  const running = status === "active" || status === "paused";
  if (!running && status !== "waiting") return nothing;
  const [name, text] = status === "paused" ? ["resume", gettext("Resume")] : ["pause", gettext("Pause")];
  const toggle = html`<button type="button" class="button slim ${name === "resume" ? "primary" : ""}" data-testid=${name}
    ?disabled=${room.ui.busy === name || isOff(room.switches, name)} @click=${() => actions.command(name)}
  >${text}</button>`;
  return html`${running ? toggle : nothing}
    <button type="button" class="button slim quiet" data-testid="cancel" ?disabled=${isOff(room.switches, "cancel")} @click=${() => actions.askCancel()}
    ><span class="wide-words">${gettext("Cancel auction")}</span><span class="narrow-words" aria-hidden="true">${gettext("Cancel")}</span></button>`;
}

const LINK = {
  live: ["●", gettext("Live")],
  "catching-up": ["◐", gettext("Catching up…")],
  http: ["◑", gettext("Limited connection: updating every 2 s. Your bids still count.")],
  offline: ["○", gettext("Offline: trying to reconnect…")],
  refused: ["✕", gettext("Disconnected")],
};

/** @param {Room} room */
export function foot(room) {
  const [mark, text] = LINK[room.link.status];
  const latency = room.clock.latency;
  return html`<footer class="room-foot">
    <p class="connection is-${room.link.status}" data-testid="connection" data-state=${room.link.status} role="status">
      <span aria-hidden="true">${mark}</span> ${text}
    </p>
    ${room.link.status === "live" && latency !== null ? html`<p class="muted latency">${isolated(`${Math.round(latency)} ms`)}</p>` : nothing}
    ${room.spectators > 0 ? html`<p class="muted">${gettext("{number} watching", { number: room.spectators })}</p>` : nothing}
    ${isSlow(room.state) ? nothing : html`<a class="screen-link" href=${room.links.screen} target="_blank">${gettext("Big screen")}</a>`}
    ${room.isCommissioner && room.links.spectators && !isSlow(room.state) ? html`<a class="foot-link" href=${room.links.spectators} data-testid="spectators">${gettext("Spectators")}</a>` : nothing}
    ${room.me && !isSlow(room.state) && ["active", "paused"].includes(room.state.auction.status) ? html`<p class="muted keys"><kbd>B</kbd> ${gettext("bid")} <kbd>P</kbd> ${gettext("pass")} <kbd>/</kbd> ${gettext("own amount")} <kbd>M</kbd> ${gettext("sound")}</p>` : nothing}
  </footer>`;
}

const TABS = [["managers", gettext("Managers")], ["feed", gettext("Feed")], ["next", gettext("Next")], ["sold", gettext("Sold")], ["mine", pgettext("a tab", "Mine")]];

/** @param {Room} room @param {Actions} actions */
export function tabs(room, actions) {
  const own = room.me ? TABS : TABS.slice(0, -1);
  const { on, unread } = room.talk;
  const list = on ? [...own, ["talk", unread > 0 ? gettext("Talk {number}", { number: unread }) : gettext("Talk")]] : own;
  return html`<nav class="tabs" aria-label=${gettext("More about this auction")}>
    ${list.map(([name, text]) => html`<button type="button" aria-controls="panel-${name}" data-testid="tab-${name}"
      aria-pressed=${String(room.ui.tab === name)} @click=${() => actions.tab(name)}
    >${text}</button>`)}
  </nav>`;
}

/** What happened while one was away. @param {Room} room @param {Actions} actions */
export function card(room, actions) {
  if (!room.ui.card) return nothing;
  const { title, lines } = room.ui.card;
  return html`<aside class="away" data-testid="away" role="status">
    <div class="spread away-head"><h2>${title}</h2>
      <button type="button" class="button slim" data-testid="away-close" @click=${() => actions.closeCard()}>${gettext("Got it")}</button></div>
    <ul class="stack tight">${lines.map((line) => html`<li>${line}</li>`)}</ul>
  </aside>`;
}

/** What the button of a question says. @param {import("../room.js").Dialog} asked */
function confirmWords({ kind, power, words }) {
  if (words) return words;
  if (power === "bid_for") return gettext("Bid");
  if (kind === "sale") return power === "award_asset" ? gettext("Give it") : gettext("Correct the sale");
  return kind === "undo" ? gettext("Undo the sale") : gettext("Cancel the auction");
}

/** @type {Record<string, string>} What stays if the question is answered by no, by its kind. */
const KEPT = { undo: gettext("Keep the sale"), cancel: gettext("Keep the auction") };

/** Always in the page, so that it can be opened as a real dialog. @param {Room} room @param {Actions} actions */
export function dialog(room, actions) {
  const { dialog: asked } = room.ui;
  const submit = (event) => {
    event.preventDefault();
    actions.confirm(new FormData(event.target).get("reason")?.toString().trim() ?? "");
  };
  const optional = asked?.kind === "undo" || asked?.optional;
  const safe = asked?.kind === "sale" || asked?.kind === "lot" || (asked?.kind === "power" && !asked.danger);
  return html`<dialog class="dialog" aria-labelledby="dialog-title" @close=${() => room.ui.dialog && actions.dismiss()}>
    ${asked ? html`<form class="stack" @submit=${submit}>
      <h2 id="dialog-title">${asked.title}</h2>
      ${asked.sentences
        ? html`<ul class="dialog-sentences" data-testid="preview">${asked.sentences.map((one) => html`<li>${one}</li>`)}</ul>`
        : html`<p class="muted">${gettext("Looking at what it changes…")}</p>`}
      ${asked.kind === "lot" ? nameField(actions) : asked.kind === "sale" ? saleFields(room, actions) : asked.pace ? paceFields(room, actions) : asked.field ? amountField(room, actions) : nothing}
      <p class="field"><label for="reason">${optional ? gettext("Reason, shown to everybody (optional)") : gettext("Reason, shown to everybody")}</label>
        <input id="reason" name="reason" data-testid="reason" maxlength="200" autocomplete="off" .value=${asked.reason ?? ""} @focus=${(event) => event.target.select()} ?required=${!optional} /></p>
      <p class="error" role="alert" ?hidden=${!asked.error}>${asked.error}</p>
      <div class="row dialog-buttons">
        <button type="button" class="button quiet" data-testid="dismiss" @click=${() => actions.dismiss()}>${safe ? gettext("Change nothing") : KEPT[asked.kind] ?? gettext("Keep it")}</button>
        <button type="submit" class="button ${safe ? "primary" : "danger"}" data-testid="confirm" ?disabled=${asked.busy || !asked.sentences}
        >${confirmWords(asked)}</button>
      </div>
    </form>` : nothing}
  </dialog>`;
}
