/** What is left of an auction, played in the other pace: slowly, over days, or live again. */
import { gettext, pgettext } from "../../gettext.js";

/** @typedef {import("../state.js").RoomState} RoomState */

const MINUTES = 60;

/** The words for how an auction is played, within a sentence. @param {string} format */
export const howPlayed = (format) => (format === "slow" ? gettext("slowly") : pgettext("how an auction is played", "live"));

/** The pace that it hasn't. @param {RoomState} state */
export const otherPace = ({ auction }) => (auction.format === "slow" ? "live" : "slow");

/** Hours as they are typed, of minutes: `24`, `1.5`. @param {number} minutes */
export const hoursOf = (minutes) => String(Math.round((minutes / MINUTES) * 100) / 100);

/** Minutes of typed hours; NaN if they are none. @param {string} text */
export function minutesOf(text) {
  const hours = /^\s*\d+([.,]\d+)?\s*$/u.test(text) ? Number(text.trim().replace(",", ".")) : NaN;
  return Math.round(hours * MINUTES);
}

/**
 * What to tell somebody whose page has become another; null if it hasn't.
 *
 * @param {RoomState} before @param {RoomState} after
 */
export function ledOver(before, after) {
  const { format, settings } = after.auction;
  if (format === before.auction.format || !["active", "paused"].includes(after.auction.status)) return null;
  if (format === "live") {
    const line = gettext("One lot at a time, {seconds} s each. It begins when the commissioner resumes.", { seconds: settings.lot_seconds });
    return { title: gettext("The rest is played live"), lines: [line] };
  }
  const values = { lots: settings.slow_lots, hours: hoursOf(settings.slow_lot_minutes) };
  return { title: gettext("The rest is played slowly"), lines: [
    after.auction.mode === "nomination"
      ? gettext("Put lots up whenever you like, each for {hours} h. You don't have to stay.", values)
      : gettext("Up to {lots} lots are open at once, each for {hours} h. You don't have to stay.", values),
    gettext("Bid at any time, or leave a maximum that bids for you."),
  ] };
}
