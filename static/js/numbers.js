/** Whole numbers as people type them. Reads as auctionsite/numbers/reading.py does: see tests/vectors/numbers.json. Pure. */
import { gettext } from "./gettext.js";

const FULL_WIDTH = /[０-９，．＋－]/gu;
const GROUPED = /^(?:[1-9]\d{0,2}(?:([ ',.])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3})$/;
const WITH_DECIMALS = /^(?<whole>[\d ',.]*\d)(?<mark>[.,])(?<decimals>\d+)$/;
const AMBIGUOUS = /^[1-9]\d{0,2}\.\d{3}$/;
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/**
 * The number of `1000`, `1,000`, `1 000`, `1'000`, `1.000.000`, `10,00,000`, `4.0`, `-3` or `£4`; or what to write
 * instead, for all else and for what could be two numbers, as `10.000`.
 *
 * @param {string} text
 * @returns {{number: number, problem?: undefined} | {number?: undefined, problem: string}}
 */
export function readWholeNumber(text) {
  const { sign, digits } = split(text);
  if (AMBIGUOUS.test(digits)) {
    const thousands = whole.format(Number(digits.replace(".", "")));
    return { problem: gettext("{digits} could be {less} or {more}. Write it without a separator.", { digits, less: Number(digits), more: thousands }) };
  }
  const decimals = isWhole(digits) ? null : WITH_DECIMALS.exec(digits)?.groups;
  if (decimals === undefined || (decimals && (!isWhole(decimals.whole) || decimals.whole.includes(decimals.mark)))) {
    return { problem: gettext("Give a whole number in digits, such as 1000.") };
  }
  if (decimals && /[^0]/.test(decimals.decimals)) return { problem: gettext("{digits} isn't a whole number.", { digits: digits.slice(0, 20) }) };
  const number = Number((decimals?.whole ?? digits).replace(/\D/g, ""));
  if (number > Number.MAX_SAFE_INTEGER) return { problem: gettext("That number is too large.") };
  return { number: sign === "-" && number > 0 ? -number : number };
}

/** The sign, or nothing, and the digits with their separators, without a currency sign at either end. @param {string} text */
function split(text) {
  const plain = text
    .replace(FULL_WIDTH, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xfee0))
    .replace("\u2212", "-").replaceAll("\u2019", "'").replace(/\p{Cf}/gu, "").replace(/\s/gu, " ")
    .replace(/^[ \p{Sc}]+|[ \p{Sc}]+$/gu, "");
  const sign = /^[+-]/.exec(plain)?.[0] ?? "";
  return { sign, digits: plain.slice(sign.length).replace(/^[ \p{Sc}]+/u, "") };
}

/** @param {string} digits */
const isWhole = (digits) => /^\d+$/.test(digits) || GROUPED.test(digits);
