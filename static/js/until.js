import { gettext } from "./gettext.js";

/**
 * A span of time in two words, as people say it. Pure.
 *
 * @param {number} ms
 * @returns {string} `in 3 h 12 min`, `in 40 s`, `any moment now`
 */
export function until(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return gettext("any moment now");
  if (seconds < 60) return gettext("in {seconds} s", { seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return gettext("in {minutes} min", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return gettext("in {hours} h {minutes} min", { hours, minutes: minutes % 60 });
  return gettext("in {days} days {hours} h", { days: Math.floor(hours / 24), hours: hours % 24 });
}
