"""Real Chromium on the real site: one browser and one site for all tests here, with a fresh visit for each person."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from ops.messages import pseudo
from rollouts.models import Flag
from tests import cast
from tests.e2e.visitors import WIDE, Size, Visitor, room_of
from tests.live import Site

PATIENCE_MS = 30_000
BUILD_SECONDS = 240.0
PICTURES = Path(settings.BASE_DIR) / "test-results"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAILED = pytest.StashKey[bool]()
Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> str:
    """The program of a Chromium on PATH."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("These tests need a Chromium: apt-get install chromium-headless-shell")
    return found


def built_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the pseudo-language and the static files, which the first of all workers makes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built := shared / "built").exists():
            unfinished = shared / "unfinished"
            pseudo.main(unfinished / "pseudo")
            env = {"PSEUDO_LANGUAGE": str(unfinished / "pseudo"), "STATIC_ROOT": str(unfinished / "static")}
            command = (sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0")
            subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | env, check=True, timeout=BUILD_SECONDS)
            unfinished.rename(built)
    return built


@pytest.fixture(scope="package")
def standing_site(chromium: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One web process and a clock, for all tests here. Pages cost uvicorn less; sockets are tested on daphne too.

    Besides our languages it has the pseudo-language. Files are those of a deployed site, which a browser has sooner.
    """
    folder = tmp_path_factory.mktemp("site")
    shared = built_files(tmp_path_factory)
    site = Site(folder, PSEUDO_LANGUAGE=str(shared / "pseudo"), STATIC_ROOT=str(shared / "static"))
    site.add_web()
    site.add_clock()
    yield site
    site.close()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers: one for all tests here, since a second one would not start in the first one's event loop.

    Django may be asked from its thread, in which that loop runs.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE_MS)
        yield playwright


@pytest.fixture(scope="package")
def browser(chromium: str, standing_site: Site, playwright: Playwright) -> Iterator[Browser]:
    """A Chromium without a window."""
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *as_root])
    yield browser
    browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed, for the pictures that `visit` keeps."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def visit(site: Site, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Signs a user in, in a browser of their own, and opens a path or an auction's room.

    What a page reports as an error fails the test; after a failure all pages leave a picture in `test-results`.
    """
    visitors: list[Visitor] = []

    def visit(user: User, place: str | Auction = "/", size: Size = WIDE, scripts: bool = True) -> Visitor:
        path = place if isinstance(place, str) else room_of(place)
        base_url = site.web.address.url
        context = browser.new_context(
            base_url=base_url, viewport=size, reduced_motion="reduce", java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE_MS)
        visitors.append(Visitor(user, context.new_page()))
        visitors[-1].sign_in(base_url)
        visitors[-1].page.goto(path)
        if isinstance(place, Auction):
            visitors[-1].expect_line("live")
        return visitors[-1]

    yield visit
    failed = request.node.stash.get(FAILED, False)
    troubles = [
        trouble for each in visitors for trouble in each.leave(PICTURES / request.node.name if failed else None)
    ]
    assert not troubles, troubles


@pytest.fixture
def waiting_room(site: Site) -> None:
    """The flag is on: auctions wait for their commissioner."""
    Flag.objects.create(name="waiting_room", everyone=True)


@pytest.fixture
def evening(carla: User, max_: User, mia: User) -> League:
    """Carla's league with Max and Mia, whose lots follow each other quickly but leave time to look."""
    return cast.make_league(carla, max_, mia, lot_seconds=60, break_seconds=1, slots_min=1, slots_max=3)
