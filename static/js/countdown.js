/**
 * How long it is until an instant, beside the instant itself: `<time datetime=… data-countdown data-now=…>`. `data-now`
 * is the server's clock when the page was made, so that a wrong clock of this machine doesn't matter.
 */
import { until } from "./until.js";

const EVERY_MS = 250;
/** How far the server's clock is ahead of ours, for each element that was seen. @type {WeakMap<Element, number>} */
const ahead = new WeakMap();
/** What stood there before. @type {WeakMap<Element, string>} */
const instants = new WeakMap();

function tell() {
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    if (!(element instanceof HTMLTimeElement)) continue;
    const made = Date.parse(element.dataset.now ?? "");
    if (!ahead.has(element)) ahead.set(element, Number.isNaN(made) ? 0 : made - Date.now());
    if (!instants.has(element)) instants.set(element, element.textContent ?? "");
    const left = Date.parse(element.dateTime) - Date.now() - (ahead.get(element) ?? 0);
    const text = `${instants.get(element)} (${until(left)})`;
    if (!Number.isNaN(left) && element.textContent !== text) element.textContent = text;
  }
}

tell();
setInterval(tell, EVERY_MS);
