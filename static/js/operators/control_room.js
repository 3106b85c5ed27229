// Keeps the control room new: every 10 s, while somebody looks. Parts that changed are put in place of the old ones, so
// that the page stays where it is; whoever is at a link or presses one isn't disturbed.
import { Wakefulness } from "../wakefulness.js";

const EVERY_MS = 10_000;
const PATIENCE_MS = 8_000;

const room = document.getElementById("control");
let shown = new Map();
let pressed = false;
let looking = false;
let timer = 0;

function partsOf(root) {
  return [...root.querySelectorAll("[data-part]")];
}

async function look() {
  const response = await fetch(room.dataset.address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (response.redirected) return say("You are signed out. Load the page again to sign in.");
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A part that is replaced between the press and the release of a finger swallows the tap.
  if (!pressed) show(page.body);
}

function show(next) {
  const focused = document.activeElement;
  const here = room.contains(focused) ? focused.id : "";
  const old = new Map(partsOf(room).map((part) => [part.dataset.part, part]));
  for (const part of partsOf(next)) {
    const name = part.dataset.part;
    const text = part.outerHTML;
    if (shown.get(name) !== text) old.get(name)?.replaceWith(part);
    shown.set(name, text);
  }
  if (here && document.activeElement?.id !== here) document.getElementById(here)?.focus({ preventScroll: true });
}

function say(sentence) {
  const line = room.querySelector("[data-part=as-of]");
  line.classList.add("behind");
  const says = line.querySelector("[data-says]");
  if (says.textContent !== sentence) says.textContent = sentence;
  shown.delete("as-of");
}

async function keepLooking() {
  clearTimeout(timer);
  if (looking || document.hidden) return; // visibilitychange wakes it
  looking = true;
  try {
    await look();
  } catch {
    const asOf = room.querySelector("[data-part=as-of]").dataset.time;
    say(`As of ${asOf}: the site hasn't answered since. It is asked every 10 s.`);
  }
  looking = false;
  timer = setTimeout(keepLooking, EVERY_MS);
}

if (room) {
  shown = new Map(partsOf(room).map((part) => [part.dataset.part, part.outerHTML]));
  for (const [event, value] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) {
    document.addEventListener(event, () => { pressed = value; });
  }
  document.addEventListener("visibilitychange", keepLooking);
  new Wakefulness(keepLooking).start();
  timer = setTimeout(keepLooking, EVERY_MS);
}
