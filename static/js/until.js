/**
 * A span of time in two words, as people say it. Pure.
 *
 * @param {number} ms
 * @returns {string} `in 3 h 12 min`, `in 40 s`, `any moment now`
 */
export function until(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return "any moment now";
  if (seconds < 60) return `in ${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `in ${hours} h ${minutes % 60} min`;
  return `in ${Math.floor(hours / 24)} days ${hours % 24} h`;
}
