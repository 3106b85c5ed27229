"""One evening on a site with people signing in, a room, and things that break: what is seen of it, and what isn't.

The log, the reports to Sentry and the metrics of the same run are looked at, since each must tell of the same.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from auctions.models import Auction
from leagues.models import League
from rollouts.models import Flag
from tests.live import MakeSite, Messenger, Site, eventually, token_of
from tests.sockets import Client
from tests.strangers import Sentry, refusing_mail_server

METRICS_TOKEN = "t0ken-0f-the-metr1cs-Which-is-Long-enough"
STRANGER = "nobody.at.all@mail.example"
SHAPES = (
    r"[\w.+-]+@[\w-]+\.\w",
    r"eyJ[\w-]+\.",
    r"(?i)sessionid=[^\[]",
    r"(?i)bearer[ .][^\[]",
    r"/sign-in/(?!code|\[)\w",
)
TAKES_LONG = 40.0


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    server = Sentry()
    yield server
    server.close()


@contextmanager
def gone(table: str) -> Iterator[None]:
    """A table is away for a while, as after a migration that went wrong."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table}_gone RENAME TO {table}")


class Evening:
    """An evening: what happened, and every secret that was about."""

    def __init__(self, site: Site, league: League, carla: User, max_: User) -> None:
        self.site, self.league, self.carla, self.max = site, league, carla, max_
        self.secrets = {STRANGER, carla.email, max_.email, league.code, METRICS_TOKEN}
        self.sockets: list[Client] = []

    def play(self) -> None:
        self.people_sign_in()
        self.auction = self.room_opens()
        self.carla_begins()
        self.max_bids()
        self.things_break()

    def people_sign_in(self) -> None:
        call = self.site.web.call
        assert call("POST", "/api/auth/magic-link", body={"email": STRANGER}).status == 202
        link = make_sign_in_link(self.max, next_path="/leagues/").removeprefix("http://127.0.0.1:8000")
        self.secrets.add(link.split("/")[2])
        assert call("GET", link).status == 200
        assert call("POST", "/api/auth/verify-magic-link", body={"token": link.split("/")[2]}).status == 200
        assert call("POST", "/api/auth/verify-magic-link", body={"email": STRANGER, "code": "123456"}).status == 401
        browser = Browser()
        browser.force_login(self.max)
        self.cookie = browser.cookies["sessionid"].value
        self.secrets.add(self.cookie)
        assert call("GET", f"/join/{self.league.code}/", headers={"Cookie": f"sessionid={self.cookie}"}).status == 302
        for user in (self.carla, self.max):
            self.secrets.add(token_of(user, None).split(".")[1])

    def room_opens(self) -> Auction:
        path = f"/api/leagues/{self.league.pk}/auction/start"
        auction = Auction.objects.get(pk=self.site.web.call("POST", path, self.carla).json()["id"])
        for user in (self.carla, self.max):
            self.sockets.append(self.site.client(auction.pk, user))
            self.sockets[-1].hello()
        self.sockets.append(self.site.socket(f"/ws/league/{self.league.pk}/", self.max))
        self.sockets[-1].send(type="ping", t=1)
        self.sockets[-1].wait_for("pong")
        return auction

    def carla_begins(self) -> None:
        path = f"/api/auction/{self.auction.pk}/begin"
        assert self.site.web.call("POST", path, self.max).status == 403
        assert self.site.web.call("POST", path, self.carla).status == 200

    def max_bids(self) -> None:
        _, room, _ = self.sockets
        room.wait_for_event("lot_started")
        lot = room.lot["id"]
        assert room.bid(lot, 5)["ok"]
        assert room.bid(lot, 5)["code"] == "already_leading"
        assert self.sockets[0].command("pause", reason="Tea for mia@example.com.")["ok"]
        assert self.sockets[0].command("cancel", reason="Late.")["ok"]

    def things_break(self) -> None:
        headers = {"Cookie": f"sessionid={self.cookie}", "X-Request-ID": "from-the-proxy"}
        with gone("leagues_league"):
            assert self.site.web.call("GET", f"/?token={self.cookie}", headers=headers).status == 500
        with gone("auctions_commandoutcome"):
            assert self.sockets[1].bid("1", 9)["code"] == "busy"


@pytest.fixture
def evening(
    make_site: MakeSite, messenger: Messenger, sentry: Sentry, league: League, carla: User, max_: User
) -> Iterator[Evening]:
    Flag.objects.create(name="waiting_room", everyone=True)
    with refusing_mail_server() as port:
        site = make_site(
            REDIS_URL=messenger.url,  # where no other site counts
            LOG_FORMAT="json",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(port),
            SENTRY_DSN=sentry.dsn,
            SENTRY_ENVIRONMENT="trial",
            SENTRY_RELEASE="tonight",
            SENTRY_TRACES_SAMPLE_RATE="1",
            METRICS_TOKEN=METRICS_TOKEN,
            METRICS_NETWORKS="",
        )
        site.add_web()
        site.ready()
        held = Evening(site, league, carla, max_)
        held.play()
        eventually(lambda: "auction.ended" in site.web.log and "mail.failed" in site.web.log, "the log", TAKES_LONG)
        yield held


def lines(site: Site) -> list[dict[str, Any]]:
    return [json.loads(line) for line in site.web.log.rpartition("\n")[0].splitlines()]


def test_an_evening_is_seen_without_anybody_in_it(evening: Evening, sentry: Sentry) -> None:
    said = eventually(lambda: len(sentry.events()) == 3 and sentry.events(), "three reports", TAKES_LONG)
    nobody_is_in(evening.site.web.log, evening)
    nobody_is_in(b"\n".join(sentry.raw).decode(), evening)
    the_log_tells_what_it_is_about(evening)
    sentry_hears_what_broke_and_where(said, evening)
    sentry_gets_traces(sentry)
    metrics_tell_the_same(evening)


def nobody_is_in(text: str, evening: Evening) -> None:
    """No e-mail address, token, link, code or cookie, and no name."""
    for secret in evening.secrets:
        assert secret not in text, secret
    for shape in SHAPES:
        found = re.search(shape, text)
        assert found is None, text[max(0, found.start() - 200) : found.end() + 100]


def the_log_tells_what_it_is_about(evening: Evening) -> None:
    said = {line["event"]: line for line in lines(evening.site)}
    broken = next(line for line in lines(evening.site) if line["event"].startswith("Internal Server Error"))
    assert (broken["requestId"], broken["userId"]) == ("from-the-proxy", evening.max.pk)
    failed = said["command.failed"]
    assert (failed["auctionId"], failed["userId"]) == (str(evening.auction.pk), evening.max.pk)
    assert failed["leagueId"] == str(evening.league.pk)
    assert len(failed["socketId"]) == 8
    assert "[email]" in said["mail.failed"]["error"]


def sentry_hears_what_broke_and_where(said: list[dict[str, Any]], evening: Evening) -> None:
    assert {(each["environment"], each["release"]) for each in said} == {("trial", "tonight")}
    by_event = {each["tags"].get("event"): each for each in said}
    of_socket, of_mail = by_event["command.failed"], by_event["mail.failed"]
    assert of_socket["tags"]["auctionId"] == str(evening.auction.pk)
    assert of_socket["user"] == {"id": str(evening.max.pk)}
    assert of_socket["exception"]["values"][-1]["type"] == "UndefinedTable"
    assert of_mail["exception"]["values"][-1]["type"] == "SMTPRecipientsRefused"
    [of_page] = [each for each in said if each.get("transaction") == "/"]
    assert of_page["tags"]["requestId"] == "from-the-proxy"
    assert of_page["request"] == {"method": "GET", "url": "/"}
    assert of_page["user"] == {"id": str(evening.max.pk)}
    values = [value for each in said for value in each["exception"]["values"]]
    assert not any("vars" in frame for value in values for frame in value["stacktrace"]["frames"])


def sentry_gets_traces(sentry: Sentry) -> None:
    traced = {each["transaction"] for each in eventually(lambda: sentry.events("transaction"), "a trace", TAKES_LONG)}
    assert "/api/auth/magic-link" in traced
    assert not any("/api/health" in each for each in traced)


def metrics_tell_the_same(evening: Evening) -> None:
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    page = evening.site.web.call("GET", "/metrics", headers=headers).body.decode()
    assert value(page, 'auctionsite_begins_total{code="ok"') == 1
    assert value(page, 'auctionsite_begins_total{code="forbidden"') == 1
    assert value(page, 'auctionsite_bids_total{code="ok"') == 1
    assert value(page, 'auctionsite_bids_total{code="already_leading"') == 1
    assert value(page, 'auctionsite_bids_total{code="busy"') == 1
    assert value(page, 'auctionsite_mails_total{outcome="failed"') == 1
    assert value(page, 'auctionsite_http_requests_total{area="page"', 'status="5xx"') == 1
    assert value(page, 'auctionsite_auctions{status="cancelled"}') == 1
    assert value(page, 'auctionsite_sockets{part="web"', 'room="auction"') == 2
    assert value(page, "auctionsite_bid_seconds_count") == 2


def value(page: str, start: str, inside: str = "") -> float:
    """The sum of the samples of a page that begin so."""
    found = [line for line in page.splitlines() if line.startswith(start) and inside in line]
    assert found, start
    return sum(float(line.rpartition(" ")[2]) for line in found)
