/** The room on the landing page: its clock ticks here, and while it plays the page asks for the next picture. */

const EVERY_MS = 2000;
const TICK_MS = 100;
/** Whoever leaves the page open isn't watching any more. */
const TIMES = 150;

const address = document.querySelector("script[data-watch]")?.getAttribute("data-watch") ?? "";
let since = performance.now();

function tick() {
  const clock = document.querySelector("#showcase .clock[data-left]");
  if (!(clock instanceof HTMLElement) || !document.querySelector("#showcase[data-plays]")) return;
  const left = Math.max(0, Number(clock.dataset.left) - (performance.now() - since));
  const digits = clock.querySelector(".clock-digits");
  const text = String(Math.ceil(left / 1000));
  if (digits && digits.textContent !== text) digits.textContent = text;
  clock.querySelector(".ring-left")?.setAttribute("stroke-dashoffset", String(100 - (100 * left) / Number(clock.dataset.whole)));
}

/** @param {number} times */
async function watch(times) {
  if (times === 0 || !document.querySelector("#showcase[data-plays]")) return;
  try {
    if (!document.hidden) {
      // Without cookies, in which the page's language may have been chosen.
      const answer = await fetch(address, { credentials: "omit", headers: { "Accept-Language": document.documentElement.lang } });
      const next = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#showcase");
      if (next) {
        document.querySelector("#showcase")?.replaceWith(next);
        since = performance.now();
        tick();
      }
    }
  } catch {
    // The line is gone: the next try may find it.
  }
  setTimeout(() => watch(times - 1), EVERY_MS);
}

setInterval(tick, TICK_MS);
setTimeout(() => watch(TIMES), EVERY_MS);
