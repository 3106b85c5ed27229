"""Measure how soon a press on the bid button is answered on the screen while a hundred bid, in a real Chromium.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.painted

Each press is beside one on an empty page of the same browser, whose script changes a word at once: what that takes is
the browser's own. Both count from the event's own instant to the frame in which the answer stands. A press in the room
is answered when the line above the buttons says that the bid is in, or why it isn't. Printed: median and p95 of both in
ms, their ratio, and how much the room's layout moved meanwhile (cumulative layout shift; 0 is none).
"""

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any

import uvloop
from django.core.management import call_command
from playwright.sync_api import Page, sync_playwright

from benchmarks import first_paint  # sets the environment and Django up
from benchmarks.room import Cast, about_once_a_second, make_cast, running, with_bidders

OTHERS = 100
EMPTY = "<!doctype html><button data-testid=bid-min>Bid</button><p data-testid=bid-state>Waiting</p>"
_WAIT = """() => {
  globalThis.took = new Promise((resolve, reject) => {
    globalThis.painted = resolve;
    setTimeout(() => reject(new Error("not answered within 10 s")), 10_000);
  });
}"""
_EMPTY_SCRIPT = """() => document.querySelector("button").addEventListener("click", () => {
  document.querySelector("p").textContent = "Done " + performance.now();
})"""
_WATCH = """() => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) globalThis.shifted += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  const said = () => document.querySelector("[data-testid=bid-state]")?.textContent.trim() ?? "";
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-testid=bid-min]")) return;
    const before = said();
    const look = () => {
      const now = said();
      if (now === before || now.startsWith("Sending")) requestAnimationFrame(look);
      else requestAnimationFrame(() => globalThis.painted(performance.now() - event.timeStamp));
    };
    requestAnimationFrame(look);
  }, { capture: true });
}"""


@contextmanager
def others_bid(port: int, cast: Cast, seconds: float) -> Iterator[None]:
    """All but the first of the cast bid about once a second meanwhile."""
    crowd = Cast(cast.auction, cast.lot, cast.tokens[1:], cast.actors[1:])
    with ThreadPoolExecutor(1) as threads:
        bidding = threads.submit(lambda: uvloop.run(with_bidders(port, crowd, seconds, about_once_a_second)))
        yield
        answered = bidding.result(seconds + 30).answered
    if answered < OTHERS * seconds / 2:
        raise SystemExit(f"The others bid {answered} times in {seconds:.0f} s: that is no crowd.")


def press(page: Page) -> float:
    """Press the button that offers the least, and return after how many ms its answer was painted."""
    page.evaluate(_WAIT)
    page.click("[data-testid=bid-min]:enabled", timeout=10_000)
    took: float = page.evaluate("globalThis.took")
    return took


def figures(took: list[float]) -> dict[str, float]:
    """Return median and p95 in ms."""
    return {"median": round(median(took), 1), "p95": round(sorted(took)[len(took) * 95 // 100], 1)}


def measure(presses: int) -> dict[str, Any]:
    """Press by turns in the room and on the empty page."""
    with running("uvicorn") as [port], sync_playwright() as playwright:
        cast = make_cast(OTHERS + 1)
        browser = playwright.chromium.launch(executable_path=first_paint.CHROMIUM, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{port}"
        context = first_paint.signed_in(browser, address, cast.actors[0])
        room, empty = context.new_page(), context.new_page()
        room.add_init_script(f"({_WATCH})()")
        room.goto(f"{address}/auction/{cast.auction}/")
        empty.set_content(EMPTY)
        empty.evaluate(f"({_WATCH})()")
        empty.evaluate(_EMPTY_SCRIPT)
        room.wait_for_selector("[data-testid=bid-min]:enabled", timeout=60_000)
        took: dict[str, list[float]] = {"room": [], "empty": []}
        with others_bid(port, cast, presses * 0.7 + 5):
            room.wait_for_timeout(3000)
            shifted = room.evaluate("globalThis.shifted")
            for _ in range(presses):
                took["empty"].append(press(empty))
                took["room"].append(press(room))
                room.wait_for_timeout(300)
            moved = room.evaluate("globalThis.shifted") - shifted
        browser.close()
    told = {name: figures(each) for name, each in took.items()}
    ratio = {name: round(told["room"][name] / told["empty"][name], 1) for name in ("median", "p95")}
    return {**told, "ratio": ratio, "layout_shift": round(moved, 4), "presses": presses, "others": OTHERS}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=60, help="on each of the pages, 300 at most")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    print(json.dumps(measure(min(parser.parse_args().presses, 300)), indent=2))


if __name__ == "__main__":
    main()
