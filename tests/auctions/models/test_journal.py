"""The last line of defence of the journal: the database refuses what no engine would write."""

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from leagues.models import League
from tests import cast


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("bid_accepted_has_event", "auctions_bid SET seq = NULL"),
        ("event_seq_once_per_auction", "auctions_auctionevent SET seq = 1"),
    ],
)
@pytest.mark.django_db
def test_database_refuses_what_no_engine_would_write(league: League, max_: User, constraint: str, change: str) -> None:
    cast.bid(cast.auction_of(league), max_, 5)
    with pytest.raises(IntegrityError, match=constraint), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")
