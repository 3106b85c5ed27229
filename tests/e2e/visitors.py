"""People before their browsers, and what they do in a room."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, ViewportSize, expect

from accounts.models import User
from auctions.models import Auction, Participant

Size = ViewportSize
WIDE: Size = {"width": 1280, "height": 800}
LAPTOP: Size = {"width": 1366, "height": 650}
"""A small laptop whose browser shows its bars."""
DESKTOP: Size = {"width": 1440, "height": 900}
PHONE: Size = {"width": 390, "height": 700}
"""A phone of middle size whose browser shows its bars."""

_POST = """async ([path, body]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID()};
  const response = await fetch(path, {method: "POST", headers, body: JSON.stringify(body)});
  return [response.status, await response.json()];
}"""


class Visitor:
    """A user with a page, in a browser of their own; `troubles` is what the page reported as an error."""

    def __init__(self, user: User, page: Page) -> None:
        self.user, self.page = user, page
        self.troubles: list[str] = []
        self._forgiven: list[str] = []
        self._tabs: list[Visitor] = []
        page.on("console", self._said)
        page.on("pageerror", self._broke)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"{message.text} ({message.location['url']})")

    def _broke(self, error: Error) -> None:
        self.troubles.append(f"{error.message}\n{error.stack}")

    def forgive(self, *starts: str) -> None:
        """Errors that begin like this are what the test is about."""
        self._forgiven.extend(starts)

    def sign_in(self, base_url: str) -> None:
        """Give the browser a session, as signing in does: that is two pages less for each visit (test_35 has them)."""
        client = Client()
        client.force_login(self.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}])

    def tab(self) -> "Visitor":
        """Another tab of the same browser."""
        self._tabs.append(Visitor(self.user, self.page.context.new_page()))
        return self._tabs[-1]

    def leave(self, picture: Path | None) -> list[str]:
        """Close the browser and give what was in trouble; with a path, keep a picture of each page."""
        everything = [self, *self._tabs]
        for number, each in enumerate(everything):
            if picture is not None:
                each.page.screenshot(path=f"{picture}-{self.user.name}{number or ''}.png")
        self.page.context.close()
        told = [(each, trouble) for each in everything for trouble in each.troubles]
        return [f"{self.user.name}: {what}" for each, what in told if not what.startswith(tuple(each._forgiven))]

    def listen(self) -> list[str]:
        """Return a list that grows by the frames of all sockets that the page opens from now on."""
        frames: list[str] = []
        self.page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: frames.append(str(frame))))
        return frames

    def wait_until(self, condition: Callable[[], object], what: str, seconds: float = 30.0) -> None:
        """Let the browser go on until a condition holds that it brings about; fails with `what` when time is up."""
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
            self.page.wait_for_timeout(20)

    # Looking ------------------------------------------------------------------------------------------
    def see(self, testid: str) -> Locator:
        """The element with this test id."""
        return self.page.get_by_test_id(testid)

    def seat(self, auction: Auction, user: User) -> str:
        """The id of a user's seat, which must be there."""
        return str(Participant.objects.get(auction=auction, member__user=user).pk)

    @property
    def digits(self) -> float:
        """The seconds on the clock."""
        return float(self.see("clock").locator("[data-tick=digits]").inner_text())

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements, with single blanks."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_text_contents()]

    @property
    def feed(self) -> list[str]:
        """The events in the feed, newest first, but for stalls: on a busy machine there may be some at any time."""
        told = self.texts("[data-testid=feed] .feed-text")
        return [sentence for sentence in told if not sentence.startswith("The server stalled")]

    def expect_lot(self, name: str, price: int, leader: str) -> None:
        """Wait for a lot on the stage at a price, and for what is said of its leader."""
        expect(self.see("lot-name")).to_have_text(name)
        self.expect_price(price, leader)

    def expect_price(self, price: int, leader: str) -> None:
        """Wait for a price, and for what is said of its leader."""
        expect(self.see("price")).to_have_text(str(price))
        expect(self.see("leader")).to_contain_text(leader)

    def expect_feed(self, *newest: str) -> None:
        """Wait until these are the newest events in the feed, the newest first."""
        self.wait_until(lambda: self.feed[: len(newest)] == [*newest], f"the feed says {newest}")

    def expect_line(self, state: str, seconds: float = 15.0) -> None:
        """Wait for a state of the connection: live, catching-up, http, offline."""
        expect(self.see("connection")).to_have_attribute("data-state", state, timeout=seconds * 1000)

    # Doing --------------------------------------------------------------------------------------------
    def enter(self, auction: Auction, line: str = "live") -> None:
        """Open an auction's room and wait for its line."""
        self.page.goto(room_of(auction))
        self.expect_line(line)

    def press(self, testid: str) -> None:
        """Click what has this test id, once it can be."""
        self.see(testid).click()

    def bid(self, amount: int) -> None:
        """Type an own amount and bid it."""
        self.see("bid-own-amount").fill(str(amount))
        self.press("bid-own-submit")

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Call the API from the page, as somebody with its developer tools open would: status and answer."""
        status, answer = self.page.evaluate(_POST, [path, body])
        return status, answer


def room_of(auction: Auction) -> str:
    """The path of an auction's room."""
    return f"/auction/{auction.pk}/"


def beginning(text: str) -> re.Pattern[str]:
    """Matches what begins with the text."""
    return re.compile(f"^{re.escape(text)}")
