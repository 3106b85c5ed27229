/** Catches what no code expected, says so once, and offers a reload. */

let shown = false;

/** @param {string} text @param {string} label */
function button(text, label) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = label;
  element.textContent = text;
  return element;
}

/** Shows the bar with the offer to reload; only the first error of a page does. */
export function offerReload() {
  if (shown) return;
  shown = true;
  const bar = document.createElement("div");
  bar.className = "crash";
  bar.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = "Something on this page broke. What the server confirmed is safe; reload to go on.";
  const reload = button("Reload", "button primary slim");
  reload.addEventListener("click", () => location.reload());
  const close = button("Close", "button quiet slim");
  close.addEventListener("click", () => bar.remove());
  bar.append(text, reload, close);
  document.body.append(bar);
}

/** @param {Event} event */
function caught(event) {
  // A browser's own warning about a slow observer is no error of ours.
  if (event instanceof ErrorEvent && event.message.startsWith("ResizeObserver")) return;
  // Caught on its way down: a module that can't be loaded. A picture that can't be is no reason to reload.
  if (event.target instanceof Element && event.target.tagName !== "SCRIPT") return;
  offerReload();
}

window.addEventListener("error", caught, true);
window.addEventListener("unhandledrejection", caught);
