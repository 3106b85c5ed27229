"""Measure what a room in which nothing happens but the clock costs the device that shows it, in a real Chromium.

    DATA_DIR=.local/benchmark .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.watching

A phone's battery must last for the evening. Printed, in percent of a core over all processes of the browser: a page on
which nothing moves, a waiting room, and a room with a lot of a minute and one with a lot of ten; the rooms as most
people have them, and for those who want less motion.
"""

import argparse
import json
from typing import Literal

from django.core.management import call_command
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks import first_paint  # sets the environment and Django up
from benchmarks.room import make_cast, running

Motion = Literal["no-preference", "reduce"]
MOTIONS: tuple[Motion, ...] = ("no-preference", "reduce")
ROOMS = {"waiting room": None, "lot of a minute": 60, "lot of ten minutes": 600}
SETTLED_MS = 15_000
"""What moves only in the beginning has come to rest by then."""
STANDING = "<!doctype html><h1>Nothing moves</h1>"


def cpu_seconds(tools: CDPSession) -> float:
    """Return what all processes of the browser have used of the processor."""
    return float(sum(process["cpuTime"] for process in tools.send("SystemInfo.getProcessInfo")["processInfo"]))


def percent_of_a_core(browser: Browser, page: Page, seconds: int) -> float:
    """Look at the page for so long."""
    tools = browser.new_browser_cdp_session()
    page.wait_for_timeout(SETTLED_MS)
    before = cpu_seconds(tools)
    page.wait_for_timeout(seconds * 1000)
    return round(100 * (cpu_seconds(tools) - before) / seconds, 2)


def look_at(browser: Browser, address: str, lot_seconds: int | None, motion: Motion, seconds: int) -> float:
    """Look at a new auction's first lot as the second manager; with None, wait for it to begin."""
    cast = make_cast(2, lot_seconds=lot_seconds or 60, empty_room_seconds=0, begun=lot_seconds is not None)
    context = first_paint.signed_in(browser, address, cast.actors[1])
    page = context.new_page()
    page.emulate_media(reduced_motion=motion)
    page.goto(f"{address}/auction/{cast.auction}/")
    shown = ".start-wait" if lot_seconds is None else "[data-testid=bid-min]:enabled"
    page.wait_for_selector(shown, timeout=20_000)
    took = percent_of_a_core(browser, page, seconds)
    context.close()
    return took


def measure(seconds: int) -> dict[str, float]:
    """Look at each for so long."""
    with running("uvicorn") as [port], sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=first_paint.CHROMIUM, args=["--no-sandbox"])
        standing = browser.new_page()
        standing.set_content(STANDING)
        told = {"nothing moves": percent_of_a_core(browser, standing, seconds)}
        standing.close()
        for name, lot_seconds in ROOMS.items():
            for motion in MOTIONS:
                took = look_at(browser, f"http://127.0.0.1:{port}", lot_seconds, motion, seconds)
                told[f"{name}, motion: {motion}"] = took
        browser.close()
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20, help="for each page, 30 at most, after 15 of rest")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    print(json.dumps(measure(min(parser.parse_args().seconds, 30)), indent=2))


if __name__ == "__main__":
    main()
