"""The consequences of cancelling an auction."""

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.reads import queries
from auctions.reads.cancellation import sentences_about_cancel
from auctions.rules.commands import Begin, Cancel
from auctions.services import FOR_WHAT_IS_LEFT, create_auction
from leagues.models import League
from tests import cast
from tests.season.auctioned_league import complete_auction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max has bought two lots for 30 and 4, and Mia leads the third at 5."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=4)
    cast.sell(auction, max_, 30)
    cast.sell(auction, max_, 4)
    assert cast.bid(auction, mia, 5).ok
    return auction


def test_everybody_hears_what_they_lose_and_which_bid_is_void(auction: Auction) -> None:
    first, second, third = (lot.asset.name for lot in auction.lots.select_related("asset").order_by("number")[:3])
    assert list(sentences_about_cancel(auction.pk)) == [
        "2 sales for £34m are undone.",
        f"Max loses {first} (£30m) and {second} (£4m).",
        f"Mia's bid of £5m on {third} is void.",
    ]


def test_preview_says_it_before_a_reason_is_given(auction: Auction) -> None:
    outcome, sentences = queries.preview(auction.pk, Cancel(actor=cast.actor_in(auction.league)))
    assert outcome.ok
    assert sentences == list(sentences_about_cancel(auction.pk))


def test_what_was_brought_along_is_not_lost(league: League, max_: User, mia: User) -> None:
    complete_auction(league, max_, mia, cast.make_user("Ned"))
    actor = cast.actor_in(league)
    further = create_auction(league, actor, waiting_room=True, terms=FOR_WHAT_IS_LEFT)
    assert cast.do(further, Begin(actor=actor)).ok
    said = list(sentences_about_cancel(further.pk))
    assert said == ["Rosters and money from the auction before are as they were before this one."]
