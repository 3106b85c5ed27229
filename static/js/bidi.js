/**
 * Names beside our words: fenced, so that one written from right to left moves no amount. As `auctionsite/text/isolates.py`
 * does; `tests/vectors/isolates.json` is played by both. In pages a name stands in `<bdi>` instead.
 */
const TURNING = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether the page goes from right to left: then every name and every amount is fenced. */
export const fromRight = () => globalThis.document?.documentElement?.dir === "rtl";

/** The text between isolates if it could be written from right to left, else as it is. @param {string} text */
export const isolated = (text) => (text && (fromRight() || TURNING.test(text)) ? `\u2068${text}\u2069` : text);
