"""Measure how soon a room can be used on a slow line: from nothing to the bid button, in a real Chromium.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.first_paint

The site serves what `collectstatic` makes for a deployed one. The browser has an empty cache, a line of 400 kbit/s with
400 ms to the server and back, and a processor four times slower (`Network.emulateNetworkConditions` and
`Emulation.setCPUThrottlingRate` of its developer tools). Printed for each run, in ms since the page was asked for: its
first byte, the first paint, the first time the bid button could be pressed; and how many files and bytes came. Before
that, of the landing page on the machine's own line: its largest paint, and how much its layout moved (0 is none).
"""

import argparse
import os
import secrets
import shutil

os.environ.update(
    DJANGO_SETTINGS_MODULE="auctionsite.settings",
    ENVIRONMENT="production",
    SECRET_KEY=secrets.token_hex(40),
    ALLOWED_HOSTS="*",  # sockets of programs are let in there
    RATE_LIMITS="off",
    LOG_LEVEL="ERROR",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps an event loop in this thread
)

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from accounts.models import User
from auctions.rules.commands import Actor
from benchmarks.room import make_cast, running

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
SEATS = 12
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
CPU_SLOWER = 4
PHONE: ViewportSize = {"width": 390, "height": 844}
BACKEND = "django.contrib.auth.backends.ModelBackend"
_WATCH = """() => {
  const look = () => {
    const button = document.querySelector("[data-testid=bid-min]");
    if (button && !button.disabled) globalThis.usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""
_WATCH_LANDING = """() => {
  globalThis.landing = { largest_paint: 0, layout_shift: 0 };
  new PerformanceObserver((list) => {
    for (const paint of list.getEntries()) globalThis.landing.largest_paint = paint.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) globalThis.landing.layout_shift += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
_FIGURES = """() => {
  const all = [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")];
  const bytes = (files) => files.reduce((sum, file) => sum + file.transferSize, 0);
  const scripts = all.filter((file) => file.name.endsWith(".js"));
  return {
    first_byte: all[0].responseStart,
    first_paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    usable: globalThis.usableAt,
    files: all.length, bytes: bytes(all), scripts: scripts.length, script_bytes: bytes(scripts),
  };
}"""


def measure(browser: Browser, address: str, path: str, actor: Actor) -> dict[str, float]:
    """Open the room once in a browser that has never seen the site."""
    page = signed_in(browser, address, actor).new_page()
    page.add_init_script(f"({_WATCH})()")
    _slow_down(page)
    page.goto(address + path, wait_until="commit")
    page.wait_for_selector("[data-testid=bid-min]:enabled", timeout=60_000)
    page.wait_for_timeout(500)
    figures: dict[str, float] = page.evaluate(_FIGURES)
    page.context.close()
    return figures


def measure_landing(browser: Browser, address: str) -> dict[str, float]:
    """Open the landing page once in a browser that has never seen the site, and let it play for 3 s."""
    context = browser.new_context(viewport=PHONE, extra_http_headers={"X-Forwarded-Proto": "https"})
    page = context.new_page()
    page.add_init_script(f"({_WATCH_LANDING})()")
    page.goto(address)
    page.wait_for_timeout(3000)
    figures: dict[str, float] = page.evaluate("globalThis.landing")
    context.close()
    return figures


def signed_in(browser: Browser, address: str, actor: Actor) -> BrowserContext:
    """Return what is left of a browser that has never seen the site, but for the cookie of the actor's session."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user or 0), backend=BACKEND)
    # The site believes it is behind a proxy that speaks https.
    context = browser.new_context(viewport=PHONE, extra_http_headers={"X-Forwarded-Proto": "https"})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return context


def _slow_down(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    tools.send("Network.emulateNetworkConditions", SLOW_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})


def main() -> None:
    """Make a room, open it a few times, and print each time and the median."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    with running("uvicorn") as [port], sync_playwright() as playwright:
        cast = make_cast(SEATS)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(runs):
            print(measure_landing(browser, f"http://127.0.0.1:{port}"))
        room = f"/auction/{cast.auction}/"
        taken = [measure(browser, f"http://127.0.0.1:{port}", room, cast.actors[1]) for _ in range(runs)]
        browser.close()
    for figures in [*taken, {name: sorted(one[name] for one in taken)[runs // 2] for name in taken[0]}]:
        print("  ".join(f"{name} {figure:,.0f}" for name, figure in figures.items()))


if __name__ == "__main__":
    main()
