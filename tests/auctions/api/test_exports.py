"""The files of an auction, over the API."""

import csv
import io
import json

import pytest

from accounts.models import User
from auctions.reads import exports
from leagues.models import League
from tests import cast
from tests.auctions.api.test_views import call, is_error, path_of


def test_results_are_a_line_for_each_lot(carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK))
    cast.sell(auction, max_, 9)
    rows = list(csv.DictReader(io.StringIO(call(*path_of("results", auction), mia).body.decode("utf-8-sig"))))
    assert len(rows) == 36
    sold, up = ([row[name] for name in ("name", "status", "manager", "price (£m)")] for row in rows[:2])
    assert sold == ["AFC Ajax", "sold", "Max", "9"]
    assert up[1:] == ["open", "", ""]
    [owned] = call(*path_of("rosters lines", auction), mia).body.splitlines()
    assert {"manager": "Max", "name": "AFC Ajax", "price": 9}.items() <= json.loads(owned).items()


def test_the_journal_is_an_event_a_line(league: League, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    running = cast.auction_of(league)
    monkeypatch.setattr(exports, "EVENTS_AT_ONCE", 2)
    lines = call(*path_of("journal", running), mia).body.decode().splitlines()
    events = [json.loads(line) for line in lines]
    assert [(event["seq"], event["kind"]) for event in events] == [
        (1, "auction_created"), (2, "auction_begun"), (3, "lot_started")
    ]  # fmt: skip
    # Each with all it changed, while a frame leaves out what a later event of it replaces.
    assert [event["data"]["auction"]["status"] for event in events] == ["waiting", "active", "active"]
    assert "example.com" not in "".join(lines)


@pytest.mark.parametrize("name", ["results", "results lines", "rosters", "rosters lines", "journal table", "journal"])
def test_files_of_an_auction_that_cannot_be_read_are_503(league: League, mia: User, name: str) -> None:
    auction = cast.auction_of(league)
    cast.make_unreadable(auction)
    answer = call(*path_of(name, auction), mia)
    assert answer.status == 503
    assert is_error(answer, "unreadable")
