/** Before the first lot: who is here, what will be sold, and one large button. */
import { isolated } from "../../bidi.js";
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { repeat } from "../../vendor/lit-html/directives/repeat.js";
import { commissioners, lotCounts, queuedLots } from "../selectors.js";
import { duration, money } from "../money.js";
import { isOff } from "../switches.js";
import { maximum } from "./maximum.js";
import { about, letters, presence } from "./parts.js";
import { talkCard } from "./talk.js";

/** @typedef {import("../room.js").Room} Room */
/** @typedef {import("../state.js").RoomState} RoomState */
/** @typedef {import("../actions.js").Actions} Actions */

/** @param {Room} room @param {Actions} actions @param {import("../rehearsal.js").Rehearsal} rehearsal */
export function waiting(room, actions, rehearsal) {
  return html`<div class="waiting">
    <section class="waiting-main">
      <p class="eyebrow">Waiting room</p>
      <h1><bdi>${room.state.auction.name || room.state.auction.league.name}</bdi></h1>
      ${terms(room)} ${start(room, actions)} ${seats(room, actions)} ${room.invite ?? nothing}
    </section>
    <aside class="waiting-side">${check(room, actions, rehearsal)} ${talkCard(room)} ${list(room, actions)}</aside>
  </div>`;
}

/** @param {Room} room */
function terms(room) {
  const { settings } = room.state.auction;
  return html`<p class="muted terms">
    ${lotCounts(room.state).total} lots · ${budgets(room)} · rosters of
    ${sizes(room.state)} ·
    ${settings.limits ? `${settings.limits} · ` : ""}${settings.increment_by_price ? `increments ${settings.increment_by_price} · ` : ""}${duration(settings.lot_seconds * 1000)} a lot${settings.anti_snipe_seconds ? `, a bid in the last ${settings.anti_snipe_seconds} s extends it` : ""}
  </p>
  ${(room.state.obstacles ?? []).map((one) => html`<p class="too-few" data-testid="too-few"><b aria-hidden="true">!</b> ${one}</p>`)}`;
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
  if (own.length > 0 && least < most) return `${money(least, unit)} to ${money(most, unit)} to spend`;
  return `${money(own[0] ?? auction.settings.budget, unit)} each`;
}

/** @param {Room} room */
const missing = (room) => room.state.participants.filter((one) => room.presence[one.id] !== "here");

/** @param {Room} room @param {Actions} actions */
function start(room, actions) {
  if (!room.isCommissioner) {
    return html`<div class="start"><p class="start-wait" data-testid="waiting-for">
      <span class="pulse" aria-hidden="true"></span> Waiting for ${commissioners(room.state.auction)} to begin
    </p></div>`;
  }
  const problem = lotCounts(room.state).total === 0 ? "There are no lots to sell yet: add some in the league." : "";
  return html`<div class="start">
    <button type="button" class="button primary begin" data-testid="begin"
      ?disabled=${room.ui.busy === "begin" || problem !== "" || isOff(room.switches, "begin")}
      @click=${() => actions.command("begin")}
    >${room.ui.busy === "begin" ? "Beginning…" : "Begin auction"}</button>
    <p class="start-note" data-testid="missing">${room.ui.note || problem || stillMissing(room)}</p>
    <a class="button" href="/auction/${room.state.auction.id}/seats/" data-testid="edit-seats">Budgets, rosters, keepers</a>
    <a class="button" href="/auction/${room.state.auction.id}/settings/" data-testid="new-settings">Take over settings and list</a>
  </div>`;
}

/** @param {Room} room */
function stillMissing(room) {
  if (room.invite && room.state.participants.length === 1) return "Nobody else has come yet. Send your friends the link below.";
  const names = missing(room).map((one) => isolated(one.name));
  if (names.length === 0) return "✓ Everybody is here.";
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
  return `Still missing: ${new Intl.ListFormat("en").format(shown)}. They can join while it runs.`;
}

/** A bot for an empty seat, and back. One that is away may have a bot, or nobody. @param {Room} room @param {Actions} actions @param {RoomState["participants"][0]} one */
function bot(room, actions, one) {
  if (!room.isCommissioner || room.presence[one.id] !== "gone" || one.id === room.you.participant) return nothing;
  const name = isolated(one.name);
  return html`<span class="row seat-buttons">
    <button type="button" class="button slim" data-testid="bot-${one.id}" aria-label="Let a bot play for ${name} until they come" @click=${() => actions.emptySeats.fill(one)}>Let a bot play</button>
    ${one.away ? html`<button type="button" class="button slim" data-testid="no-bot-${one.id}" aria-label="Wait for ${name} again, without a bot" @click=${() => actions.emptySeats.empty(one)}>Wait for them</button>` : nothing}
  </span>`;
}

/** @param {Room} room @param {Actions} actions */
function seats(room, actions) {
  const { participants } = room.state;
  const here = participants.length - missing(room).length;
  return html`<section class="seats-box" aria-label="Managers">
    <h2 class="spread">Managers <span class="muted">${here} of ${participants.length} here</span></h2>
    <ul class="seats">
      ${repeat(participants, (one) => one.id, (one) => html`<li class="seat ${room.presence[one.id] === "here" ? "here" : "gone"}" data-testid="manager-${one.id}">
        ${letters(one.name)}
        <span class="seat-words"><b><bdi>${one.name}</bdi>${one.id === room.you.participant ? html` <span class="you">you</span>` : nothing}</b>
          <small>${one.away ? "Away: nobody waits for them" : one.team || money(one.available, room.unit)}</small></span>
        ${presence(room, one.id)} ${bot(room, actions, one)}
      </li>`)}
    </ul>
    ${room.spectators > 0 ? html`<p class="muted">${room.spectators} watching</p>` : nothing}
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
  const ms = (number) => `${Math.round(number)} ms`;
  return html`<section class="card check" aria-label="Your set-up">
    <h2>Ready?</h2>
    <ul class="list">
      <li>${tick(fine, "Connection")}<span class="muted">${fine ? `live${latency === null ? "" : `, ${ms(latency)}`}` : "connecting"}</span></li>
      <li>${tick(room.ui.sound, "Sound")}<button type="button" class="button slim" data-testid="sound-check" @click=${() => actions.toggleSound()}
        >${room.ui.sound ? "Turn off" : "Turn on and test"}</button></li>
      <li>${tick(bid !== null, "Practice bid", bid === null ? "" : `there and back in ${ms(bid)}`)}<button type="button" class="button slim" data-testid="practise"
        ?disabled=${!fine || asked !== null} @click=${() => rehearsal.practise()}>${asked === null ? "Try a bid" : "Sending…"}</button></li>
      <li>${tick(back !== null, "Lost connection", back === null ? "" : `back after ${duration(Math.max(1000, back))}`)}<button type="button" class="button slim" data-testid="reconnect"
        ?disabled=${!fine} @click=${() => rehearsal.reconnect()}>${cut === null ? "Lose it" : "Coming back…"}</button></li>
    </ul>
    <p class="muted">None of this touches the auction.</p>
  </section>`;
}

/** A shape and a word, and how it went. @param {boolean} done @param {string} what @param {string|null} [how] null: nothing more is told */
const tick = (done, what, how = null) => html`<span><b class=${done ? "tick" : "cross"} aria-hidden="true">${done ? "✓" : "–"}</b>
  ${what}<span class="visually-hidden">${done ? ": works" : ": not tried yet"}</span> ${how === null ? nothing : html`<small class="muted" role="status">${how}</small>`}</span>`;

/** @param {Room} room @param {Actions} actions */
function list(room, actions) {
  const lots = queuedLots(room.state);
  const more = lotCounts(room.state).total - lots.length;
  return html`<section class="card" aria-label="The lots">
    <h2 class="spread">The lots <span class="muted">${lotCounts(room.state).total}</span></h2>
    <ol class="lots">
      ${repeat(lots, (lot) => lot.id, (lot) => html`<li>
        <span class="lots-number">${lot.number}</span>
        <span class="lots-name"><bdi>${lot.asset.name}</bdi><small>${about(lot.asset)}</small></span>
        <span class="muted">${money(lot.opening_price, room.unit)}</span>
        ${maximum(room, actions, lot)}
      </li>`)}
      ${more > 0 ? html`<li class="muted">and ${more} more</li>` : nothing}
    </ol>
  </section>`;
}
