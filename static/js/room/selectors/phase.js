/** Which moment of the auction this is. Pure; a view changes its shape only when the phase does. */
import { gettext } from "../../gettext.js";
import { inAntiSnipeWindow, isOver, resumesLater } from "./deadlines.js";
import { openLot } from "./auction.js";

/**
 * @typedef {"waiting"|"paused"|"completed"|"cancelled"|"resuming"|"break"|"running"|"final"|"closing"} Phase
 */

/**
 * @param {import("../state.js").RoomState} state
 * @param {number} now server ms
 * @returns {Phase}
 */
export function phaseOf(state, now) {
  const { auction } = state;
  if (auction.status !== "active") return auction.status;
  if (resumesLater(auction, now)) return "resuming";
  const lot = openLot(state);
  if (!lot) return "break";
  if (lot.ends_at === null || isOver(lot, now)) return "closing";
  return inAntiSnipeWindow(lot, auction, now) ? "final" : "running";
}

/**
 * The clock's digits: whole seconds, and tenths in the last five.
 *
 * @param {number} ms
 * @returns {string}
 */
export function digits(ms) {
  if (ms <= 0) return "0";
  if (ms < 5000) return (Math.ceil(ms / 100) / 10).toFixed(1);
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return String(seconds);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * What the first of the clock's digits count, as `digits` writes them.
 *
 * @param {number} ms
 * @returns {string}
 */
export function unit(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return gettext("seconds");
  return seconds < 3600 ? gettext("minutes") : gettext("hours");
}
