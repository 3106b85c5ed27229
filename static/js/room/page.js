/** The whole page, by the auction's status. */
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { bidding } from "./views/bidding.js";
import { cancelled, completed, refused } from "./views/finished.js";
import { bar, card, dialog, foot, switchedOff, tabs } from "./views/frame.js";
import { stage } from "./views/lot.js";
import { isMyTurn, nominator } from "./selectors/nominations.js";
import { turn } from "./views/nominating.js";
import { paceWaits } from "./views/pace.js";
import { people } from "./views/people.js";
import { clockPowers } from "./views/powers.js";
import { lengthClasses } from "./money.js";
import { feed, mine, next, sold } from "./views/side.js";
import { isSlow } from "./selectors/stream.js";
import { stream } from "./views/stream.js";
import { talk } from "./views/talk.js";
import { waiting } from "./views/waiting.js";

/** @typedef {import("./room.js").Room} Room */
/** @typedef {{actions: import("./actions/actions.js").Actions, press: import("./actions/press.js").Press, rehearsal: import("./rehearsal.js").Rehearsal}} Controls */

/** @param {Room} room @param {Controls} controls */
export function page(room, controls) {
  if (room.link.status === "refused") return refused(room);
  const { actions } = controls;
  return html`<div class="room is-${room.state.auction.status}">
    ${bar(room, actions)} ${switchedOff(room)} ${middle(room, controls)} ${foot(room)} ${card(room, actions)} ${dialog(room, actions)}
  </div>`;
}

/** @param {Room} room @param {Controls} controls */
function middle(room, controls) {
  const { status } = room.state.auction;
  if (status === "waiting") return waiting(room, controls.actions, controls.rehearsal);
  if (status === "completed") return completed(room, controls.actions);
  if (status === "cancelled") return cancelled(room);
  const most = Math.max(...room.state.participants.map((one) => one.granted));
  return html`<div class="columns ${lengthClasses(most, room.unit)}">
    <div class="column column-people">${people(room, controls.actions)} ${sold(room, controls.actions)}</div>
    <div class="column column-lot">
      ${isSlow(room.state) ? stream(room, controls.actions) : lot(room, controls)} ${tabs(room, controls.actions)}
    </div>
    <div class="column column-side ${room.talk.on && room.ui.side === "talk" ? "shows-talk" : ""}">${feed(room, controls.actions)} ${talk(room, controls.actions)} ${next(room, controls.actions)} ${mine(room)}</div>
  </div>`;
}

/** The one lot that is up, or whose turn it is to put one up. @param {Room} room @param {Controls} controls */
function lot(room, controls) {
  return html`${paceWaits(room, controls.actions)} ${nominator(room.state) ? turn(room, controls.actions) : stage(room)} ${clockPowers(room, controls.actions)}
    ${isMyTurn(room.state, room.you) ? nothing : bidding(room, controls)}`;
}

/** Opens or closes the dialog element as the room says. @param {HTMLElement} root @param {Room} room */
export function showDialog(root, room) {
  const element = root.querySelector("dialog");
  if (!element) return;
  if (room.ui.dialog && !element.open) element.showModal();
  if (!room.ui.dialog && element.open) element.close();
}
