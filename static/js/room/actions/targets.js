/**
 * What this person wants, as they alone know it: fetched by itself, and never in what the room is sent.
 *
 * @typedef {{place: number, worth: number|null, note: string}} Target
 */
import { gettext } from "../../gettext.js";
import { money } from "../money.js";

/** A list that was changed in another tab is fetched again when this one is looked at, at most so often. */
const FRESH_MS = 5000;

export class Targets {
  /**
   * @param {{url: string, changed: () => void, fetcher?: typeof fetch, now?: () => number}} parts `url` is empty for those without a list
   */
  constructor({ url, changed, fetcher = (...args) => fetch(...args), now = () => Date.now() }) {
    Object.assign(this, { url, changed, fetcher, now });
    /** @type {Map<string, Target>} by the id of the asset */
    this.byAsset = new Map();
    this.fetchedAt = -Infinity;
  }

  /** Fetches the list, unless it is fresh. Without it the room is whole: what goes wrong is left for the next time. */
  async look() {
    if (!this.url || this.now() - this.fetchedAt < FRESH_MS) return;
    this.fetchedAt = this.now();
    try {
      const response = await this.fetcher(this.url, { credentials: "same-origin" });
      if (!response.ok) return;
      const { targets } = await response.json();
      this.byAsset = new Map(targets.map(({ asset, place, worth, note }) => [asset.id, { place, worth, note }]));
      this.changed();
    } catch {
      this.fetchedAt = -Infinity;
    }
  }

  /** @param {string} asset @returns {Target | undefined} */
  of(asset) {
    return this.byAsset.get(asset);
  }
}

/** `Your 45`: beside a lot, in few words. @param {Target} target @param {string} unit */
export const inShort = ({ worth }, unit) => (worth === null ? gettext("Your target") : gettext("Your {worth}", { worth: money(worth, unit) }));

/**
 * How the price stands to what the lot is worth to this person: words, never by colour alone.
 *
 * @param {Target} target @param {number} price what the next bid must be, or what was paid @param {string} unit
 */
export function against({ worth }, price, unit) {
  if (worth === null) return "";
  if (price > worth) return gettext("{amount} over", { amount: money(price - worth, unit) });
  return price === worth ? gettext("just that") : gettext("{amount} left", { amount: money(worth - price, unit) });
}
