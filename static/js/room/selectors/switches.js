/** What operators have switched off: what is said of it, and what can't be done meanwhile. Pure. */
import { gettext } from "../../gettext.js";

/**
 * @typedef {{bidding: boolean, running_auctions: boolean, new_auctions: boolean, read_only: boolean,
 *   version: number}} Switches
 */

/** What counts until a server has said something: it decides in any case. @type {Switches} */
export const ALL_OPEN = { bidding: true, running_auctions: true, new_auctions: true, read_only: false, version: 0 };

/**
 * The banner over the room; null while everything that concerns it is in operation.
 *
 * @param {Switches} switches
 * @param {string} status of the auction
 * @returns {string | null}
 */
export function banner(switches, status) {
  if (switches.read_only) return gettext("Nothing can be changed for a while. This note goes away when it is over.");
  if (status === "completed" || status === "cancelled") return null;
  if (!switches.running_auctions) {
    const after = status === "waiting" ? gettext("This one can begin once they resume.") : gettext("Afterwards the commissioner resumes this one.");
    return `${gettext("The operators have paused all auctions for a while.")} ${after}`;
  }
  if (switches.bidding) return null;
  const after = status === "waiting" ? gettext("This auction can begin when it is back.") : gettext("The clock stands until it is back.");
  return `${gettext("The operators have switched bidding off for a while.")} ${after}`;
}

/** Why nobody can bid now, whatever the auction says; null when they can. @param {Switches} switches @returns {string | null} */
export function whyNoBids({ read_only: readOnly, running_auctions: running, bidding }) {
  if (readOnly) return gettext("Nothing can be changed for a while.");
  if (!running) return gettext("All auctions are paused for a while.");
  return bidding ? null : gettext("Bidding is switched off for a while.");
}

/**
 * Whether a command would be refused now, whatever the auction says.
 *
 * @param {Switches} switches
 * @param {string} name such as `resume`
 */
export function isOff({ read_only: readOnly, running_auctions: running, bidding }, name) {
  return readOnly || (!(running && bidding) && (name === "begin" || name === "resume"));
}
