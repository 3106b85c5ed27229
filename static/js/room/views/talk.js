/** What people write to each other, beside or below the lot and never over it. */
import { isolated } from "../../bidi.js";
import { gettext, locale } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { live } from "../../vendor/lit-html/directives/live.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { REACTIONS } from "../actions/talk.js";
import { panel } from "./parts.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../actions/actions.js").Actions} Actions */

const clock = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** As a panel of the room. @param {Room} room @param {Actions} actions */
export function talk(room, actions) {
  if (!room.talk.on) return nothing;
  return panel("talk", gettext("Messages"), body(room), { current: room.ui.tab, extra: html`${turn(room)} ${toFeed(room, actions)}` });
}

/** As a card of the waiting room. @param {Room} room */
export function talkCard(room) {
  if (!room.talk.on) return nothing;
  return html`<section class="card talk-card" aria-label=${gettext("Messages")}><h2 class="spread">${gettext("Messages")} ${turn(room)}</h2>${body(room)}</section>`;
}

/** In the head of the feed, where the two share a place: how many came meanwhile. @param {Room} room @param {Actions} actions */
export function toTalk(room, actions) {
  if (!room.talk.on) return nothing;
  return html`<button type="button" class="button slim quiet side-switch" data-testid="show-talk" @click=${() => actions.side("talk")}
    >${gettext("Messages")}${room.talk.unread > 0 ? html` <b class="unread">${room.talk.unread}<span class="visually-hidden"> ${gettext("new")}</span></b>` : nothing}</button>`;
}

/** @param {Room} room @param {Actions} actions */
const toFeed = (room, actions) => html`<button type="button" class="button slim quiet side-switch" data-testid="show-feed"
  @click=${() => actions.side("feed")}>${gettext("What happened")}</button>`;

/** The commissioner turns messages off and on. @param {Room} room */
function turn({ isCommissioner, talk: { open }, talk }) {
  if (!isCommissioner || open === null) return nothing;
  return html`<button type="button" class="button slim quiet" data-testid="turn-talk" @click=${() => talk.turn(!open)}>${open ? gettext("Turn off") : gettext("Turn on")}</button>`;
}

/** @param {Room} room */
function body(room) {
  const { talk: said } = room;
  if (said.open === null) return nothing;
  return html`${said.open ? field(said) : html`<p class="muted" data-testid="talk-off">${gettext("Messages are off in this league.")}</p>`}
    <ol class="messages-said" data-testid="messages">
      ${repeat([...said.messages].reverse(), (one) => one.id, (one) => message(room, one))}
    </ol>
    ${said.messages.length === 0 && said.open ? html`<p class="empty">${gettext("Nobody has written yet.")}</p>` : nothing}
    ${said.before === null ? nothing : html`<button type="button" class="button slim quiet" data-testid="older" ?disabled=${said.busy} @click=${() => said.older()}>${gettext("Older messages")}</button>`}`;
}

/** @param {Room} room @param {import("../actions/talk.js").Message} one */
function message({ talk: said, isCommissioner }, one) {
  return html`<li data-testid="message-${one.id}">
    <p class="message-words"><b><bdi>${one.name}</bdi></b> <bdi>${one.text}</bdi></p>
    <time datetime=${new Date(one.at).toISOString()}>${clock.format(one.at)}</time>
    ${isCommissioner || said.isOwn(one) ? html`<button type="button" class="button slim quiet" aria-label=${said.isOwn(one) ? gettext("Remove my message") : gettext("Remove the message of {name}", { name: isolated(one.name) })} data-testid="remove-message-${one.id}" @click=${() => said.remove(one.id)}>✕</button>` : nothing}
  </li>`;
}

/** @param {import("../actions/talk.js").Talk} said */
function field(said) {
  return html`<form class="talk-form" novalidate @submit=${(event) => { event.preventDefault(); said.send(); }}>
      <label class="visually-hidden" for="talk-text">${gettext("Message to everybody in the room")}</label>
      <input id="talk-text" class="input" data-testid="talk-text" type="text" dir="auto" autocomplete="off" enterkeyhint="send"
        placeholder=${gettext("Message")} .value=${live(said.text)} @input=${(event) => said.type(event.target.value)} />
      <button type="submit" class="button slim" data-testid="talk-send" ?disabled=${said.busy || said.text.trim() === ""}>${gettext("Send")}</button>
    </form>
    <p class="reactions">${REACTIONS.map((one) => html`<button type="button" class="button slim quiet" data-testid="react" aria-label=${gettext("Send {sign}", { sign: one })} ?disabled=${said.busy} @click=${() => said.say(one)}>${one}</button>`)}</p>
    ${said.said ? html`<p class="talk-said" role="status" data-testid="talk-said">${said.said}</p>` : nothing}`;
}
