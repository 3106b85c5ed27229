/** What reaches a person who doesn't look: a screen reader's voice, the tab's title and its icon. */
import { isolated } from "../bidi.js";
import { openLot } from "./selectors.js";
import { money } from "./money.js";

export class Announcer {
  /** @param {DOMStringMap} dataset of the room's element */
  constructor(dataset) {
    this.title = document.title;
    this.polite = document.getElementById("room-says");
    this.urgent = document.getElementById("room-alerts");
    this.icon = document.querySelector("link[rel=icon]");
    this.icons = { calm: this.icon?.getAttribute("href") ?? "", outbid: dataset.faviconOutbid ?? "" };
  }

  /** @param {string} text @param {boolean} [urgent] */
  say(text, urgent = false) {
    const place = urgent ? this.urgent : this.polite;
    if (!place) return;
    // The same words twice are read once only, unless the place was empty between.
    place.textContent = "";
    setTimeout(() => (place.textContent = text), 30);
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
    if (room.outbid) return `Outbid! ${price} ${isolated(lot.asset.name)}`;
    return `${lot.leader && lot.leader === room.you.participant ? "▲ " : ""}${price} ${isolated(lot.asset.name)}`;
  }
}
