/** What a roster has and still needs of a position, a club or a country that the auction limits, in words. Pure. */

/** @typedef {import("./state.js").Place} Place */

/** Whether more is needed, or no more may be had. @param {Place} place @returns {"needed" | "full" | ""} */
export function mood({ has, least, most }) {
  if (has < least) return "needed";
  return most !== null && has >= most ? "full" : "";
}

/** How many a roster must have or may have, shortly. @param {Place} place */
export function bounds({ least, most }) {
  if (most === null) return `${least}+`;
  return least === 0 || least === most ? `${most}` : `${least}–${most}`;
}

/** All of it as a sentence's part. @param {Place} place */
export function inFull(place) {
  const { name, has, least, most } = place;
  const may = most === null ? `at least ${least}` : least === 0 ? `at most ${most}` : least === most ? `${most}` : `${least} to ${most}`;
  const then = { needed: `, ${least - has} still needed`, full: ", no more", "": "" }[mood(place)];
  return `${has} ${name} of ${may}${then}`;
}
