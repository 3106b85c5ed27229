/** What a roster has and still needs of a position, a club or a country that the auction limits, in words. Pure. */
import { gettext } from "../../gettext.js";

/** @typedef {import("../state.js").Place} Place */

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
  const range = least === most ? String(most) : gettext("{least} to {most}", { least, most });
  const may = most === null ? gettext("at least {least}", { least }) : least === 0 ? gettext("at most {most}", { most }) : range;
  const values = { has, name, may, missing: least - has };
  if (has < least) return gettext("{has} {name} of {may}, {missing} still needed", values);
  return mood(place) === "full" ? gettext("{has} {name} of {may}, no more", values) : gettext("{has} {name} of {may}", values);
}
