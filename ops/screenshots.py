"""`make screenshots`: the guide's pictures, taken anew from the demo league of a site that runs (`make run`).

Begins the demo's auction if it waits, lets the bots bid, and writes `static/img/guide/`. The pictures are JPEGs of less
than 60 kB each. Wants Chromium, as the tests in browsers do.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "static/img/guide"
LARGEST = 60_000
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 30_000


def main() -> int:
    """Take the pictures; the exit code says whether all could be taken."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("These pictures need a Chromium: sh ops/install_chromium.sh", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        take_all(playwright.chromium.launch(executable_path=program, args=arguments), demo())
    too_large = [each.name for each in PICTURES.iterdir() if each.stat().st_size > LARGEST]
    if too_large:
        print(f"Larger than {LARGEST} bytes: {', '.join(too_large)}", file=sys.stderr)
    return 1 if too_large else 0


def demo() -> dict[str, str]:
    """The address of the demo's league, and sign-in links of Carla and Max, who are sent to its room."""
    command = [sys.executable, "manage.py", "demo", "--links", "--json"]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)  # noqa: S603 # ours
    links = {each["name"]: each["link"] for each in told["people"]}
    return {"league": f"{told['url']}/leagues/{told['league']['id']}/", "carla": links["Carla"], "max": links["Max"]}


def take_all(browser: Browser, links: dict[str, str]) -> None:
    """The room as a manager has it once somebody has bid, then the league's page as its commissioner has it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    carla, max_ = (signed_in(browser, links[name]) for name in ("carla", "max"))
    if carla.get_by_test_id("begin").count():
        carla.get_by_test_id("begin").click()
    if carla.get_by_test_id("resume").count():
        carla.get_by_test_id("resume").click()
    max_.get_by_test_id("leader").filter(has_text="leads").wait_for()
    take(max_, "room")
    carla.goto(links["league"])
    take(carla, "league")


def signed_in(browser: Browser, link: str) -> Page:
    """A page of somebody's own browser, at what their link leads to."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(link)
    page.get_by_role("button", name="Sign in as").click()
    page.get_by_test_id("connection").wait_for()
    return page


def take(page: Page, name: str) -> None:
    """Write what the page shows."""
    page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=35)


if __name__ == "__main__":
    sys.exit(main())
