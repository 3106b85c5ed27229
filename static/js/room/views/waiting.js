/** Before the first lot: who is here, what will be sold, and one large button. */
import { isolated } from "../../bidi.js";
import { gettext, locale, ngettext, rich } from "../../gettext.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { commissioners, lotCounts, queuedLots } from "../selectors/auction.js";
import { duration, money } from "../money.js";
import { isOff } from "../selectors/switches.js";
import { maximum } from "./maximum.js";
import { about, attendance, isAttendanceKnown, letters, presence } from "./parts.js";
import { talkCard } from "./talk.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../state.js").RoomState} RoomState */
/** @typedef {import("../actions/actions.js").Actions} Actions */

/** @param {Room} room @param {Actions} actions @param {import("../rehearsal.js").Rehearsal} rehearsal */
export function waiting(room, actions, rehearsal) {
  return html`<div class="waiting">
    <section class="waiting-main">
      <p class="eyebrow">${gettext("Waiting room")}</p>
      <h1>${rich("{league} auction", { league: html`<bdi>${room.state.auction.league.name}</bdi>` })}</h1>
      ${terms(room)} ${start(room, actions)} ${seats(room, actions)} ${room.invite ?? nothing}
    </section>
    <aside class="waiting-side">${check(room, actions, rehearsal)} ${talkCard(room)} ${list(room, actions)}</aside>
  </div>`;
}

/** @param {Room} room */
function terms(room) {
  const { settings } = room.state.auction;
  const words = [
    ngettext("{number} lot", "{number} lots", lotCounts(room.state).total),
    budgets(room),
    gettext("rosters of {sizes}", { sizes: sizes(room.state) }),
    settings.limits,
    settings.increment_by_price ? gettext("increments {increments}", { increments: settings.increment_by_price }) : "",
    pace(settings),
  ];
  return html`<p class="muted terms">${words.filter(Boolean).join(" · ")}</p>
  ${(room.state.obstacles ?? []).map((one) => html`<p class="too-few" data-testid="too-few"><b aria-hidden="true">!</b> ${one}</p>`)}`;
}

/** How long a lot is up. @param {{lot_seconds: number, anti_snipe_seconds: number}} settings */
function pace({ lot_seconds: whole, anti_snipe_seconds: last }) {
  const time = duration(whole * 1000);
  return last ? gettext("{time} a lot, a bid in the last {last} s extends it", { time, last }) : gettext("{time} a lot", { time });
}

/** The sizes of rosters, from the smallest of all seats to the largest. @param {RoomState} state */
function sizes({ auction: { settings }, participants }) {
  const least = Math.min(...participants.map((one) => one.slots_min), participants.length ? Infinity : settings.slots_min);
  const most = Math.max(...participants.map((one) => one.slots_max), participants.length ? 0 : settings.slots_max);
  return least === most ? `${most}` : `${least}–${most}`;
}

/** @param {Room} room */
function budgets({ state: { auction, participants }, unit }) {
  const own = participants.map((one) => one.available);
  const [least, most] = [Math.min(...own), Math.max(...own)];
  if (own.length > 0 && least < most) return gettext("{least} to {most} to spend", { least: money(least, unit), most: money(most, unit) });
  return gettext("{amount} each", { amount: money(own[0] ?? auction.settings.budget, unit) });
}

/** @param {Room} room */
const missing = (room) => room.state.participants.filter((one) => room.presence[one.id] !== "here");

/** @param {Room} room @param {Actions} actions */
function start(room, actions) {
  if (!room.isCommissioner) {
    return html`<div class="start"><p class="start-wait" data-testid="waiting-for">
      <span class="pulse" aria-hidden="true"></span> ${gettext("Waiting for {names} to begin", { names: commissioners(room.state.auction) })}
    </p></div>`;
  }
  const problem = lotCounts(room.state).total === 0 ? gettext("There are no lots to sell yet: add some in the league.") : "";
  return html`<div class="start">
    <button type="button" class="button primary begin" data-testid="begin"
      ?disabled=${room.ui.busy === "begin" || problem !== "" || isOff(room.switches, "begin")}
      @click=${() => actions.command("begin")}
    >${room.ui.busy === "begin" ? gettext("Beginning…") : gettext("Begin auction")}</button>
    <p class="start-note" data-testid="missing">${room.ui.note || problem || stillMissing(room)}</p>
    <a class="button" href="/auction/${room.state.auction.id}/seats/" data-testid="edit-seats">${gettext("Budgets, rosters, keepers")}</a>
    <a class="button" href="/auction/${room.state.auction.id}/settings/" data-testid="new-settings">${gettext("Take over settings and list")}</a>
  </div>`;
}

/** @param {Room} room */
function stillMissing(room) {
  if (room.invite && room.state.participants.length === 1) return gettext("Nobody else has come yet. Send your friends the link below.");
  if (!isAttendanceKnown(room)) return "";
  const names = missing(room).map((one) => isolated(one.name));
  if (names.length === 0) return gettext("✓ Everybody is here.");
  const shown = names.length > 4 ? [...names.slice(0, 3), gettext("{number} others", { number: names.length - 3 })] : names;
  return gettext("Still missing: {names}. They can join while it runs.", { names: new Intl.ListFormat(locale()).format(shown) });
}

/** A bot for an empty seat, and back. One that is away may have a bot, or nobody. @param {Room} room @param {Actions} actions @param {RoomState["participants"][0]} one */
function bot(room, actions, one) {
  if (!room.isCommissioner || room.presence[one.id] !== "gone" || one.id === room.you.participant) return nothing;
  const name = isolated(one.name);
  return html`<span class="row seat-buttons">
    <button type="button" class="button slim" data-testid="bot-${one.id}" aria-label=${gettext("Let a bot play for {name} until they come", { name })} @click=${() => actions.emptySeats.fill(one)}>${gettext("Let a bot play")}</button>
    ${one.away ? html`<button type="button" class="button slim" data-testid="no-bot-${one.id}" aria-label=${gettext("Wait for {name} again, without a bot", { name })} @click=${() => actions.emptySeats.empty(one)}>${gettext("Wait for them")}</button>` : nothing}
  </span>`;
}

/** @param {Room} room @param {Actions} actions */
function seats(room, actions) {
  const { participants } = room.state;
  return html`<section class="seats-box" aria-label=${gettext("Managers")}>
    <h2 class="spread">${gettext("Managers")} <span class="muted">${attendance(room)}</span></h2>
    <ul class="seats">
      ${repeat(participants, (one) => one.id, (one) => html`<li class="seat ${room.presence[one.id] === "here" ? "here" : "gone"}" data-testid="manager-${one.id}">
        ${letters(one.name)}
        <span class="seat-words"><b><bdi>${one.name}</bdi>${one.id === room.you.participant ? html` <span class="you">${gettext("you")}</span>` : nothing}</b>
          <small>${one.away ? gettext("Away: nobody waits for them") : one.team || money(one.available, room.unit)}</small></span>
        ${presence(room, one.id)} ${bot(room, actions, one)}
      </li>`)}
    </ul>
    ${room.spectators > 0 ? html`<p class="muted">${gettext("{number} watching", { number: room.spectators })}</p>` : nothing}
  </section>`;
}

/**
 * Everybody can see beforehand that their own things work.
 *
 * @param {Room} room @param {Actions} actions @param {import("../rehearsal.js").Rehearsal} rehearsal
 */
function check(room, actions, rehearsal) {
  const fine = room.link.status === "live";
  const latency = room.clock.latency;
  const { bid, back, asked, cut } = rehearsal;
  const ms = (number) => isolated(`${Math.round(number)} ms`);
  const line = latency === null ? gettext("live") : gettext("live, {time}", { time: ms(latency) });
  return html`<section class="card check" aria-label=${gettext("Your set-up")}>
    <h2>${gettext("Ready?")}</h2>
    <ul class="list">
      <li>${tick(fine, gettext("Connection"))}<span class="muted">${fine ? line : gettext("connecting")}</span></li>
      <li>${tick(room.ui.sound, gettext("Sound"))}<button type="button" class="button slim" data-testid="sound-check" @click=${() => actions.toggleSound()}
        >${room.ui.sound ? gettext("Turn off") : gettext("Turn on and test")}</button></li>
      <li>${tick(bid !== null, gettext("Practice bid"), bid === null ? "" : gettext("there and back in {time}", { time: ms(bid) }))}<button type="button" class="button slim" data-testid="practise"
        ?disabled=${!fine || asked !== null} @click=${() => rehearsal.practise()}>${asked === null ? gettext("Try a bid") : gettext("Sending…")}</button></li>
      <li>${tick(back !== null, gettext("Lost connection"), back === null ? "" : gettext("back after {time}", { time: duration(Math.max(1000, back)) }))}<button type="button" class="button slim" data-testid="reconnect"
        ?disabled=${!fine} @click=${() => rehearsal.reconnect()}>${cut === null ? gettext("Lose it") : gettext("Coming back…")}</button></li>
    </ul>
    <p class="muted">${gettext("None of this touches the auction.")}</p>
  </section>`;
}

/** A shape and a word, and how it went. @param {boolean} done @param {string} what @param {string|null} [how] null: nothing more is told */
const tick = (done, what, how = null) => html`<span><b class=${done ? "tick" : "cross"} aria-hidden="true">${done ? "✓" : "–"}</b>
  ${what}<span class="visually-hidden">${done ? gettext(": works") : gettext(": not tried yet")}</span> ${how === null ? nothing : html`<small class="muted" role="status">${how}</small>`}</span>`;

/** @param {Room} room @param {Actions} actions */
function list(room, actions) {
  const lots = queuedLots(room.state);
  const more = lotCounts(room.state).total - lots.length;
  return html`<section class="card" aria-label=${gettext("The lots")}>
    <h2 class="spread">${gettext("The lots")} <span class="muted">${lotCounts(room.state).total}</span></h2>
    <ol class="lots">
      ${repeat(lots, (lot) => lot.id, (lot) => html`<li>
        <span class="lots-number">${lot.number}</span>
        <span class="lots-name"><bdi>${lot.asset.name}</bdi><small>${about(lot.asset)}</small></span>
        <span class="muted">${money(lot.opening_price, room.unit)}</span>
        ${maximum(room, actions, lot)}
      </li>`)}
      ${more > 0 ? html`<li class="muted">${gettext("and {number} more", { number: more })}</li>` : nothing}
    </ol>
  </section>`;
}
