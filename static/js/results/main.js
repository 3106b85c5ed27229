/** The results: print them, and make a picture of a manager's roster to share in a chat. */
import { drawRoster, rosterIn } from "./picture.js";

/** @param {HTMLElement} section */
async function share(section) {
  const roster = rosterIn(section);
  const picture = await drawRoster(roster, getComputedStyle(document.body));
  const file = new File([picture], `${roster.manager.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.png`, { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return undefined;
    }
  }
  return keep(file);
}

/** Where nothing can be shared with, the picture is saved. @param {File} file */
function keep(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

for (const button of document.querySelectorAll("button[data-do]")) {
  button.toggleAttribute("hidden", false);
  const section = /** @type {HTMLElement | null} */ (button.closest("[data-roster]"));
  button.addEventListener("click", () => (section ? share(section) : print()));
}
