"""Reads of what people write: page by page, and as a report."""

import csv
import io

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.talk import queries
from auctions.talk.services import remove, say
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    """Max and Mia write in turn, seven messages."""
    auction = cast.auction_of(league, lots=1)
    for number in range(7):
        say(auction, cast.member_of(league, (max_, mia)[number % 2]), str(number))
    return auction


def test_old_messages_come_page_by_page(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MESSAGES_PER_PAGE", 3)
    pages, before = [], None
    while True:
        page = queries.message_page(auction.pk, before)
        pages.append([each["text"] for each in page.messages])
        if page.before is None:
            break
        before = int(page.before)
    assert pages == [["4", "5", "6"], ["1", "2", "3"], ["0"]]


def test_a_page_costs_the_same_however_many_wrote(auction: Auction, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's
        queries.message_page(auction.pk, None)


def test_the_report_has_everything_with_who_removed_it(
    auction: Auction, carla: User, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_REPORTED_AT_ONCE", 2)
    message = say(auction, cast.member_of(auction.league, max_), "=1+1")
    remove(message, cast.member_of(auction.league, carla))
    text = b"".join(queries.report(auction.pk).as_csv()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["message"] for row in rows] == ["0", "1", "2", "3", "4", "5", "6", "'=1+1"]
    assert [(row["name"], row["removed by"]) for row in rows[-2:]] == [("Max", ""), ("Max", "Carla")]
    assert queries.message_of(auction.pk, message.pk) == message
    assert queries.message_of(cast.auction_of(cast.make_league(carla, name="B"), lots=1).pk, message.pk) is None
