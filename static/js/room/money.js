/** Amounts and times as people read them. Pure. */
import { isolated } from "../bidi.js";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @param {number} amount */
export const number = (amount) => whole.format(amount);

/**
 * The words around an amount: a currency sign stands before it, all else behind.
 *
 * @param {string} unit such as `£m`, `₹ lakh`, `credits`
 * @returns {{before: string, after: string}}
 */
export function unitParts(unit) {
  const [, sign = "", rest = ""] = /^(\p{Sc}?)\s*(.*)$/u.exec(unit.trim()) ?? [];
  // "£42m" but "42 credits": a single letter belongs to the number.
  return { before: sign, after: [...rest].length > 1 ? ` ${rest}` : rest };
}

/** @param {number} amount @param {string} unit @returns {string} */
export const money = (amount, unit) => isolated(written(amount, unit));

/** @param {number} amount @param {string} unit */
function written(amount, unit) {
  const { before, after } = unitParts(unit);
  return `${before}${number(amount)}${after}`;
}

/**
 * Classes for what shows amounts up to this one: whether a number, or a number or its unit, needs more than the room
 * for six characters.
 *
 * @param {number} most
 * @param {string} unit
 */
export function lengthClasses(most, unit) {
  if (number(most).length > 6) return "has-long-numbers has-long-amounts";
  return written(most, unit).split(" ").some((word) => word.length > 6) ? "has-long-amounts" : "";
}

/** @param {number} ms @returns {string} `2 min 5 s` */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return isolated(`${seconds} s`);
  const minutes = Math.floor(seconds / 60);
  return isolated(seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`);
}

/** One or two letters for a name, in place of a picture. @param {string} name */
export function monogram(name) {
  const words = name.split(/[\s\-.]+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase("en") ?? "").join("");
}

/** One of 8 tones for a name, always the same. @param {string} name */
export function tone(name) {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return sum % 8;
}
