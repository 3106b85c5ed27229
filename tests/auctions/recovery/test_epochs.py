"""After a restore nobody resumes from numbers that mean something else now."""

import pytest
from django.db import connection

from auctions.models import Auction
from auctions.recovery.epochs import raise_epochs
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
