/** `B` bids the minimum, `P` passes, `/` goes to the own amount, `M` switches the sound. */

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

/**
 * @param {import("./actions/actions.js").Actions} actions
 * @param {HTMLElement} root
 */
export function listen(actions, root) {
  /** @type {Record<string, () => void>} */
  const keys = {
    b: () => press(root, "bid-min"),
    p: () => actions.pass(),
    m: () => actions.toggleSound(),
    "/": () => root.querySelector("[data-testid=bid-own-amount]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || event.repeat || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Presses a button as a finger would, so that a disabled one stays silent. @param {HTMLElement} root @param {string} id */
const press = (root, id) => root.querySelector(`[data-testid=${id}]`)?.click();
