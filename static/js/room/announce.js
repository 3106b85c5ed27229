/** What reaches a person who doesn't look: a screen reader's voice, the tab's title and its icon. */
import { isolated } from "../bidi.js";
import { gettext } from "../gettext.js";
import { openLot } from "./selectors/auction.js";
import { money } from "./money.js";

/** Two announcements are so far apart: a voice that is interrupted has said neither. */
export const APART_MS = 1500;
const WAIT_AT_MOST = 3;

export class Announcer {
  /** @param {DOMStringMap} dataset of the room's element */
  constructor(dataset) {
    this.title = document.title;
    this.polite = document.getElementById("room-says");
    this.urgent = document.getElementById("room-alerts");
    /** @type {{text: string, urgent: boolean}[]} */
    this.waiting = [];
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.timer = null;
    this.icon = document.querySelector("link[rel=icon]");
    this.icons = { calm: this.icon?.getAttribute("href") ?? "", outbid: dataset.faviconOutbid ?? "" };
  }

  /** Say it as soon as what was said before has had its time. @param {string} text @param {boolean} [urgent] */
  say(text, urgent = false) {
    if (urgent) this.waiting.unshift({ text, urgent });
    else this.waiting.push({ text, urgent });
    // What is older than what waits behind it is no news any more.
    if (this.waiting.length > WAIT_AT_MOST) this.waiting.splice(this.waiting.findIndex((one) => !one.urgent), 1);
    if (this.timer === null) this.next();
  }

  next() {
    const one = this.waiting.shift();
    this.timer = one ? setTimeout(() => this.next(), APART_MS) : null;
    const place = one?.urgent ? this.urgent : this.polite;
    if (!one || !place) return;
    // The same words twice are read once only, unless the place was empty between.
    place.textContent = "";
    setTimeout(() => (place.textContent = one.text), 30);
  }

  /** Title and icon as the room stands now. @param {import("./room.js").Room} room */
  show(room) {
    const title = this.titleFor(room);
    if (document.title !== title) document.title = title;
    const icon = room.outbid ? this.icons.outbid : this.icons.calm;
    if (this.icon && icon && this.icon.getAttribute("href") !== icon) this.icon.setAttribute("href", icon);
  }

  /** @param {import("./room.js").Room} room @returns {string} */
  titleFor(room) {
    const lot = room.state ? openLot(room.state) : undefined;
    if (!lot || room.state.auction.status !== "active") return this.title;
    const price = money(lot.price ?? lot.opening_price, room.unit);
    if (room.outbid) return gettext("Outbid! {price} {lot}", { price, lot: isolated(lot.asset.name) });
    return `${lot.leader && lot.leader === room.you.participant ? "▲ " : ""}${price} ${isolated(lot.asset.name)}`;
  }
}
