/** A link goes to others by one press: it is copied, or given to the device's share sheet, where there is one. */
import { gettext } from "./gettext.js";

/** How long it says what became of the press. */
const SAID_MS = 4000;

/** Shows those of the buttons that can do something here: browsers copy over HTTPS only, and few desktops share. */
export function showWays(root = document.documentElement, { clipboard, share } = navigator) {
  root.classList.toggle("can-copy", Boolean(clipboard));
  root.classList.toggle("can-share", Boolean(share));
}

/**
 * Sends the link beside which a button stands, and says so there.
 *
 * @param {HTMLElement} button
 * @param {{clipboard: {writeText(text: string): Promise<void>}, share(data: {title: string, url: string}): Promise<void>}} [device]
 */
async function send(button, device = navigator) {
  const place = button.closest("[data-share]");
  if (!(place instanceof HTMLElement)) return;
  const { share: url = "", shareTitle: title = "", send: way } = { ...place.dataset, ...button.dataset };
  try {
    if (way === "share") await device.share({ title, url });
    else await device.clipboard.writeText(url);
    say(place, way === "share" ? gettext("Shared.") : gettext("Copied."));
  } catch (error) {
    // Whoever closes the share sheet has changed their mind, and needs no words.
    if (error instanceof DOMException && error.name === "AbortError") return;
    say(place, gettext("That didn't work here. Select the link and copy it."));
  }
}

/** @param {HTMLElement} place @param {string} words */
function say(place, words) {
  const status = place.querySelector("[role=status]");
  if (!status) return;
  status.textContent = words;
  setTimeout(() => status.replaceChildren(), SAID_MS);
}

/** Listens on the whole page, since its parts are drawn anew. */
function listen() {
  showWays();
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-send]") : null;
    if (button instanceof HTMLElement) send(button).catch(() => undefined);
  });
}

if (typeof document !== "undefined") listen();
