/** Catches what no code expected, tells the server once, says so once, and offers a reload. */

const REPORT_TO = "/api/client-errors";
const LONGEST = { message: 500, script: 300, stack: 3000, page: 300 };
let shown = false;

/** In the reader's language, without gettext.js: that may be what can't be loaded. @param {string} text @returns {string} */
const gettext = (text) => globalThis.translations?.words[text] ?? text;

/** @param {string} text @param {string} label */
function button(text, label) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = label;
  element.textContent = text;
  return element;
}

/**
 * What the server is told: never a query or a hash, which may carry what signs somebody in.
 *
 * @param {unknown} error @param {Partial<ErrorEvent>} [where]
 */
export function reportOf(error, where = {}, page = location.pathname) {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error ?? where.message);
  const stack = (error instanceof Error && error.stack) || "";
  const report = { message, script: (where.filename ?? "").split(/[?#]/)[0], stack, page };
  for (const [key, longest] of Object.entries(LONGEST)) report[key] = report[key].slice(0, longest);
  return { ...report, message: report.message || "unknown", line: where.lineno ?? 0, column: where.colno ?? 0 };
}

/** @param {unknown} error @param {Partial<ErrorEvent>} [where] */
function tellServer(error, where) {
  const body = JSON.stringify(reportOf(error, where));
  const headers = { "Content-Type": "application/json" };
  // It may be the network that broke: then there is nobody to tell.
  fetch(REPORT_TO, { method: "POST", headers, body, keepalive: true }).catch(() => undefined);
}

/**
 * Shows the bar with the offer to reload, and reports; only the first error of a page does.
 *
 * @param {unknown} error @param {Partial<ErrorEvent>} [where]
 */
export function offerReload(error, where) {
  if (shown) return;
  shown = true;
  tellServer(error, where);
  const bar = document.createElement("div");
  bar.className = "crash";
  bar.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = gettext("Something on this page broke. What the server confirmed is safe; reload to go on.");
  const reload = button(gettext("Reload"), "button primary slim");
  reload.addEventListener("click", () => location.reload());
  const close = button(gettext("Close"), "button quiet slim");
  close.addEventListener("click", () => bar.remove());
  bar.append(text, reload, close);
  document.body.append(bar);
}

/** @param {Event} event */
function caught(event) {
  // A browser's own warning about a slow observer is no error of ours.
  if (event instanceof ErrorEvent && event.message.startsWith("ResizeObserver")) return;
  // Caught on its way down: a module that can't be loaded. A picture that can't be is no reason to reload.
  if (event.target instanceof HTMLScriptElement) {
    offerReload("A script could not be loaded.", { filename: event.target.src });
  } else if (event instanceof ErrorEvent) {
    offerReload(event.error ?? event.message, event);
  } else if (event instanceof PromiseRejectionEvent) {
    offerReload(event.reason);
  }
}

window.addEventListener("error", caught, true);
window.addEventListener("unhandledrejection", caught);
