/** The replay: the room as everybody saw it, and under the lot a scrubber in place of the bid buttons. */
import { isolated } from "../bidi.js";
import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { live } from "../vendor/lit-html/directives/live.js";
import { gettext, locale, pgettext } from "../gettext.js";
import { lengthClasses } from "../room/money.js";
import { stage } from "../room/views/lot.js";
import { people } from "../room/views/people.js";
import { feed } from "../room/views/side.js";
import { SPEEDS } from "./player.js";

/** @typedef {import("../room/room.js").Room} Room @typedef {import("./player.js").Player} Player */

const time = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** @param {Room} room @param {Player} player */
export function replay(room, player) {
  const most = Math.max(...room.state.participants.map((one) => one.granted), 0);
  return html`<div class="room is-replay">
    <header class="room-bar"><a class="room-league" href=${room.links.results}><span aria-hidden="true">‹</span> <bdi>${room.state.auction.league.name}</bdi></a>
      <span class="badge">${gettext("Replay")}</span></header>
    <div class="columns ${lengthClasses(most, room.unit)}">
      <div class="column column-people">${people(room, /** @type {any} */ ({}))}</div>
      <div class="column column-lot">${stage(room)} ${controls(room, player)}</div>
      <div class="column column-side">${feed(room, /** @type {any} */ ({}))}</div>
    </div>
  </div>`;
}

/** @param {Room} room @param {Player} player */
function controls(room, player) {
  const { seq, playing, speed } = player;
  const { last } = player.journal;
  const at = time.format(room.clock.serverNow());
  return html`<section class="bidding replay" aria-label=${gettext("Replay")}>
    <label class="visually-hidden" for="scrubber">${gettext("Place in the auction")}</label>
    <input id="scrubber" data-testid="scrubber" type="range" min="1" max=${last} .value=${live(String(seq))}
      aria-valuetext=${gettext("Event {number} of {last}, {time}", { number: seq, last, time: at })} @input=${(event) => player.seek(Number(event.target.value))} />
    <div class="replay-buttons">
      <button type="button" class="button" data-testid="previous-lot" ?disabled=${seq <= 1} aria-label=${gettext("Previous lot")} @click=${() => player.toLot(-1)}><span class="along" aria-hidden="true">◂</span> ${gettext("Lot")}</button>
      <button type="button" class="button primary" data-testid="play" @click=${() => player.toggle()}>${playing ? pgettext("of a replay", "Pause") : player.atEnd ? gettext("Play again") : gettext("Play")}</button>
      <button type="button" class="button" data-testid="next-lot" ?disabled=${player.atEnd} aria-label=${gettext("Next lot")} @click=${() => player.toLot(1)}>${gettext("Lot")} <span class="along" aria-hidden="true">▸</span></button>
      <span class="replay-speeds" role="group" aria-label=${gettext("Speed")}>${SPEEDS.map((one) => html`<button type="button" class="button slim" data-testid="speed-${one}"
        aria-pressed=${String(one === speed)} @click=${() => player.setSpeed(one)}>${isolated(`${one}×`)}</button>`)}</span>
    </div>
    <p class="muted replay-place"><span data-testid="replay-place">${gettext("{time} · event {number} of {last}", { time: at, number: seq, last })}</span>
      ${player.problem ? html`<span class="error" role="alert">${player.problem}</span>` : nothing}</p>
  </section>`;
}
