"""Every kind of notice to the end of its way: the page, a mail, and a service worker of a Chromium that subscribed."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Page, Playwright, expect

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from leagues.models import League
from notices.choices import choose
from notices.kinds import NoticeChannel, NoticeKind
from notices.models import Notice, NoticeDelivery, NoticeReader, PushSubscription
from notices.push.sending import send_push
from season.background import BACKGROUND_STEPS, NOTICE_STEPS, Worker
from tests import cast
from tests.e2e.conftest import ARGUMENTS, PATIENCE_MS
from tests.e2e.push_line import ChromiumPushService
from tests.live import Site, eventually
from tests.mail_server import MailServer, mail_server
from tests.notices.happenings import HAPPENINGS, People
from tests.notices.news import HOUR, let_pass, tell

NEVER_BLOCKED = "--disable-background-networking"
"""Playwright starts Chromium with it, and then there is no push."""
LOOK_MS = 50
SHOWN = """async () => {
  const workers = await navigator.serviceWorker.getRegistrations();
  const shown = (await Promise.all(workers.map((each) => each.getNotifications()))).flat();
  return shown.map(({ title, body, data, tag }) => [title, body, data.path, tag]);
}"""


class Shown:
    """The notifications that a browser has shown.

    Chromium tells each that it displays. It is asked what each says once none is on its way: it would forget whichever
    is written down and not yet displayed. And it is asked soon, since it takes each away after some seconds.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._displayed = 0
        self._shown: dict[str, list[str]] = {}
        browser = page.context.new_cdp_session(page)
        browser.on("BackgroundService.backgroundServiceEventReceived", self._note)
        browser.send("BackgroundService.startObserving", {"service": "notifications"})
        browser.send("BackgroundService.setRecording", {"service": "notifications", "shouldRecord": True})

    def _note(self, told: dict[str, Any]) -> None:
        self._displayed += told["backgroundServiceEvent"]["eventName"] == "Notification displayed"

    def wait_for(self, count: int) -> list[list[str]]:
        """Wait until so many have been displayed in all, and return them."""

        def are_displayed() -> bool:
            self._page.wait_for_timeout(LOOK_MS)
            return self._displayed >= count

        eventually(are_displayed, f"{count} are displayed", seconds=60)
        self._shown |= {tag: [*words, tag] for *words, tag in self._page.evaluate(SHOWN)}
        return [*self._shown.values()]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChromiumPushService]:
    """The push service of the browser."""
    service = ChromiumPushService(tmp_path)
    with service.serving():
        yield service


@pytest.fixture
def page(
    site: Site, playwright: Playwright, service: ChromiumPushService, tmp_path: Path, max_: User, league: League
) -> Iterator[Page]:
    """Max's page of notices, in a browser that may show them: a whole Chromium, with a profile of its own."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("This test needs a whole Chromium, since its headless shell has no push: apt-get install chromium")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=program,
        args=[*(each for each in ARGUMENTS if each != NEVER_BLOCKED), *as_root, *service.arguments],
        ignore_default_args=[NEVER_BLOCKED],
        base_url=site.web.address.url,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.grant_permissions(["notifications"], origin=site.web.address.url)
    page = context.new_page()
    page.goto(make_sign_in_link(max_, next_path="/account/notices/").removeprefix(site_settings.BASE_URL))
    page.get_by_role("button", name="Sign in as Max").click()
    page.wait_for_url("/account/notices/")
    yield page
    context.close()


def test_every_kind_arrives_once_on_the_page_by_mail_and_in_the_service_worker(
    page: Page, service: ChromiumPushService, carla: User, max_: User, mia: User
) -> None:
    people = People(carla, max_, mia, cast.make_user("Ned"))
    everything = {(kind, by): True for kind in NoticeKind for by in NoticeChannel}
    choose(max_, everything, NoticeReader.Every.HOUR)
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("This device gets your notices now.")).to_be_visible()
    device = PushSubscription.objects.get()
    assert device.user == max_
    service.wait_for_line()
    worker = worker_with(service)
    shown = Shown(page)
    with mail_server() as mails:
        for kind, happen in HAPPENINGS.items():
            before = {*Notice.objects.filter(user=max_).values_list("pk", flat=True)}
            happen(people)
            worker.work()
            let_pass(HOUR)
            worker.work()
            shown.wait_for(len(service.posted))
            new = Notice.objects.filter(user=max_).exclude(pk__in=before)
            assert new.filter(kind=kind).exists(), kind
        told = list(Notice.objects.filter(user=max_).select_related("league").order_by("pk"))
        assert {each.kind for each in told} == {*NoticeKind}
        states = NoticeDelivery.objects.filter(notice__user=max_).values_list("notice", "channel", "state", "tries")
        assert sorted(states) == sorted((each.pk, by, "sent", 1) for each in told for by in ("email", "push"))
        assert mailed_to(max_, mails, told) == [each.text for each in told]
    wanted = sorted([each.league.name, each.text, each.path, f"notice-{each.pk}"] for each in told)
    assert sorted(shown.wait_for(len(wanted))) == wanted
    assert len(service.posted) == len(wanted)
    page.reload()
    for each in told:
        expect(page.locator(f"main a[href='{each.path}']", has_text=each.text).first).to_be_visible()


def test_device_that_is_turned_off_gets_nothing_more(
    page: Page, service: ChromiumPushService, league: League, max_: User
) -> None:
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("This device shows your notices while the site is closed.")).to_be_visible()
    service.wait_for_line()
    worker, shown = worker_with(service), Shown(page)
    tell(league, max_)
    worker.work()
    assert len(shown.wait_for(1)) == 1
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("This device gets no notices any more.")).to_be_visible()
    assert not PushSubscription.objects.exists()
    tell(league, max_, event="trade:2")
    worker.work()
    assert len(service.posted) == 1
    expect(page.get_by_role("button", name="Turn on")).to_be_visible()


def worker_with(service: ChromiumPushService) -> Worker:
    """A worker that does all that is due, whose pushes go to the browser's push service on this machine."""
    push = partial(send_push, connect=service.connect)
    steps = (replace(each, run=push) if each.run is send_push else each for each in NOTICE_STEPS)
    return Worker((*BACKGROUND_STEPS, *steps))


def mailed_to(user: User, mails: MailServer, told: list[Notice]) -> list[str]:
    """The texts of these notices, as often as the user was mailed them with the address of their page."""
    bodies: list[Any] = [each.get_body(("plain",)) for each in mails.mails if each["To"] == user.email]  # type: ignore[attr-defined] # EmailMessages, by their policy
    lines = [line.strip() for each in bodies for line in each.get_content().splitlines()]
    mailed = [(line, below) for line, below in pairwise(lines) if line.startswith("- ")]
    return [
        each.text for each in told for line, below in mailed if line.endswith(each.text) and below.endswith(each.path)
    ]
