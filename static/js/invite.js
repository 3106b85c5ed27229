/** An invitation goes out by one press: its link is copied, or given to the device's share sheet, where there is one. */

/** How long it says what became of the press. */
const SAID_MS = 4000;

/** Shows those of the buttons that can do something here: browsers copy over HTTPS only, and few desktops share. */
export function showWays(root = document.documentElement, { clipboard, share } = navigator) {
  root.classList.toggle("can-copy", Boolean(clipboard));
  root.classList.toggle("can-share", Boolean(share));
}

/**
 * Sends the link of the card that a button stands in, and says so there.
 *
 * @param {HTMLElement} button
 * @param {{clipboard: {writeText(text: string): Promise<void>}, share(data: {title: string, url: string}): Promise<void>}} [device]
 */
export async function send(button, device = navigator) {
  const card = button.closest("[data-invite]");
  if (!(card instanceof HTMLElement)) return;
  const { invite: url = "", inviteTitle: title = "", send: way } = { ...card.dataset, ...button.dataset };
  try {
    if (way === "share") await device.share({ title, url });
    else await device.clipboard.writeText(url);
    say(card, way === "share" ? "Shared." : "Copied.");
  } catch (error) {
    // Whoever closes the share sheet has changed their mind, and needs no words.
    if (error instanceof DOMException && error.name === "AbortError") return;
    say(card, "That didn't work here. Select the link and copy it.");
  }
}

/** @param {HTMLElement} card @param {string} words */
function say(card, words) {
  const place = card.querySelector("[role=status]");
  if (!place) return;
  place.textContent = words;
  setTimeout(() => place.replaceChildren(), SAID_MS);
}

/** Listens on the whole page, since its parts are drawn anew. */
export function listen() {
  showWays();
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-send]") : null;
    if (button instanceof HTMLElement) send(button).catch(() => undefined);
  });
}
