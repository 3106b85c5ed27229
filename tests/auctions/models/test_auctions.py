"""The last line of defence: the database refuses what no rule would do."""

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from auctions.models import Auction, Lot
from auctions.rules.state import NOT_OVER, AuctionStatus, LotStatus
from leagues.models import League
from tests import cast


def test_tables_have_the_statuses_of_the_rules() -> None:
    assert Auction.Status.values == list(AuctionStatus)
    assert Lot.Status.values == list(LotStatus)
    assert NOT_OVER == ("waiting", "active", "paused")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("participant_available_not_negative", "auctions_participant SET held = 900, available = -700"),
        ("participant_held_not_negative", "auctions_participant SET held = -1, available = 201"),
        ("participant_spent_not_negative", "auctions_participant SET spent = -1, available = 201 - held"),
        ("participant_money_adds_up", "auctions_participant SET spent = 5"),
        ("lot_one_hold_while_led", "auctions_lot SET hold = 5 WHERE number = 2"),
        ("lot_one_hold_while_led", "auctions_lot SET hold = 1 WHERE number = 1"),
        ("lot_sold_has_owner_and_price", "auctions_lot SET status = 'sold' WHERE number = 2"),
        ("lot_sold_has_owner_and_price", "auctions_lot SET sold_for = 5 WHERE number = 2"),
        ("lot_one_open_in_a_live_auction", "auctions_lot SET status = 'open' WHERE number = 2"),
        ("lot_number_once_per_auction", "auctions_lot SET number = 1 WHERE number = 2"),
        ("auction_seq_not_negative", "auctions_auction SET seq = -1"),
    ],
)
@pytest.mark.django_db
def test_database_refuses_what_no_rule_would_do(league: League, max_: User, constraint: str, change: str) -> None:
    cast.bid(cast.auction_of(league), max_, 5)
    with pytest.raises(IntegrityError, match=constraint), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {change}")
