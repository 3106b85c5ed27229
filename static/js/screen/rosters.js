/** Which rosters are shown now. Pure. */

/** So many stand beside each other's names and fit, with sixteen players each. */
export const SHOWN = 2;

/**
 * Those of a turn: each manager comes once before any comes again.
 *
 * @template T
 * @param {T[]} participants
 * @param {number} turn counts up for ever
 * @param {number} [shown]
 * @returns {T[]}
 */
export function rostersOf(participants, turn, shown = SHOWN) {
  const pages = Math.max(1, Math.ceil(participants.length / shown));
  const first = (turn % pages) * shown;
  return participants.slice(first, first + shown);
}

/**
 * The newest of a roster that fit, and how many are left out.
 *
 * @template T
 * @param {T[]} roster
 * @param {number} places
 * @returns {{shown: T[], more: number}}
 */
export function newest(roster, places) {
  return roster.length <= places ? { shown: roster, more: 0 } : { shown: roster.slice(-(places - 1)), more: roster.length - places + 1 };
}
