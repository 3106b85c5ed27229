"""`manage.py audit_auctions`: what it prints and how it exits."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from auctions.models import Auction, Bid
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    auction = cast.auction_of(league)
    cast.bid(auction, max_, 5)
    return auction


def audit(**options: Any) -> tuple[str, int]:
    """Run the command, and return what it printed, and the exit code."""
    printed = StringIO()
    try:
        call_command("audit_auctions", stdout=printed, stderr=StringIO(), **options)
    except CommandError as error:
        return printed.getvalue(), error.returncode
    return printed.getvalue(), 0


def test_auctions_that_are_right_are_proved(auction: Auction, carla: User, max_: User) -> None:
    cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    assert audit() == ("2 auctions proved.\n", 0)
    assert audit(auction=str(auction.pk)) == ("1 auction proved.\n", 0)


def test_no_auction_is_proved_too() -> None:
    assert audit() == ("0 auctions proved.\n", 0)


def test_finding_is_printed_and_fails(auction: Auction) -> None:
    Bid.objects.update(amount=6)
    printed, code = audit()
    assert code == 1
    assert printed.startswith(f"Auction {auction.pk}, event 4: bid ")
    assert "has amount 6, and the event 5." in printed


def test_only_the_auction_asked_for_is_audited(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    Bid.objects.update(amount=6)
    assert audit(auction=str(other.pk))[1] == 0
    assert audit(auction=str(auction.pk))[1] == 1


def test_bid_in_time_that_was_missed_fails(auction: Auction) -> None:
    late = Bid.objects.get()
    late.pk, late.code, late.seq = None, "missed_by_server", None
    late.save()
    assert audit() == (f"Auction {auction.pk}: bids that arrived in time and were decided too late: 1.\n", 1)


def test_json_is_an_object_with_findings(auction: Auction) -> None:
    assert json.loads(audit(json=True)[0]) == {"auctions": 1, "findings": []}
    Auction.objects.update(round=2)
    printed, code = audit(json=True)
    sentence = "the auction has round 2 in the table and 1 in the journal"
    assert code == 1
    assert json.loads(printed) == {
        "auctions": 1,
        "findings": [{"auction": str(auction.pk), "seq": None, "sentence": sentence}],
    }


def test_progress_is_shown_to_whoever_watches_several(auction: Auction, carla: User, max_: User) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    for auction_id, bars in ((None, 2), (str(auction.pk), 0)):
        terminal = Terminal()
        call_command("audit_auctions", auction=auction_id, stdout=StringIO(), stderr=terminal)
        assert terminal.getvalue().count("\r[") == bars


def test_unknown_auction_is_an_error_of_its_own() -> None:
    assert audit(auction=str(uuid.uuid4())) == ("", 2)
