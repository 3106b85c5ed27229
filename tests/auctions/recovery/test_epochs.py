"""After a restore nobody resumes from numbers that mean something else now."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.recovery.epochs import raise_epochs
from auctions.sockets.consumers import catch_up
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def test_epoch_is_new_and_never_goes_back(auction: Auction) -> None:
    seen = [auction.epoch]
    for _ in range(2):
        with connection.cursor() as cursor:
            assert raise_epochs(cursor).rowcount == 1
        auction.refresh_from_db()
        seen.append(auction.epoch)
    assert seen == sorted(set(seen))
    assert seen[1] > 29_000_000  # minutes since 1970: another restore has another one


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
