"""`manage.py raise_epochs`: after it every client takes a new snapshot."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.sockets.consumers import catch_up
from leagues.models import League
from tests import cast


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def test_clients_take_a_snapshot_and_the_auction_goes_on(auction: Auction, max_: User) -> None:
    cast.bid(auction, max_, 3)
    old = auction.epoch
    call_command("raise_epochs", stdout=(printed := StringIO()))
    assert printed.getvalue() == "1 auction got a new epoch.\n"
    told, frames = catch_up(auction.pk, cast.actor_in(auction.league, max_), old, 1)
    assert told[0] != old
    assert '"type":"snapshot"' in frames[0]
    assert engine.read(auction.pk).epoch == told[0]
    assert cast.bid(auction, User.objects.get(name="Mia"), 5).ok
    assert audit_auction(auction.pk) == []


def test_dry_run_changes_nothing(auction: Auction) -> None:
    call_command("raise_epochs", dry_run=True, stdout=(printed := StringIO()))
    assert printed.getvalue() == "1 auction would get a new epoch.\n"
    assert Auction.objects.get().epoch == auction.epoch
