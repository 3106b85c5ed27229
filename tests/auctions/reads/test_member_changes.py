"""A change of a member, and what follows from it in the league's auctions."""

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.reads.member_changes import sentences_about
from leagues.member_changes import MemberChange
from leagues.models import League, Role
from leagues.services import change_role, remove_member
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Max has bought AFC Ajax for 30, and leads the second lot at 5."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=3)
    cast.sell(auction, max_, 30)
    assert cast.bid(auction, max_, 5).ok
    return auction


def about(league: League, user: User, role: Role | None, by: User) -> str:
    change = MemberChange(member=cast.member_of(league, user), role=role, by=cast.member_of(league, by))
    return " ".join(sentences_about(change))


@pytest.mark.parametrize("role", [None, Role.SPECTATOR])
def test_seat_bid_and_roster_of_one_who_stops_playing_are_named(
    auction: Auction, carla: User, max_: User, role: Role | None
) -> None:
    first, second = (lot.asset.name for lot in auction.lots.select_related("asset").order_by("number")[:2])
    said = about(auction.league, max_, role, carla)
    assert "Max's seat in the auction that is under way stays, marked away, with £165m to spend." in said
    assert f"Max leads {second} at £5m. The bid stands and £5m stays held" in said
    assert f"Max keeps 1 club: {first} (£30m). Nobody else can buy or trade for it meanwhile." in said


def test_one_is_told_of_oneself_as_you(auction: Auction, max_: User) -> None:
    said = about(auction.league, max_, None, max_)
    for words in ("your seat", "you lead", "you buy it", "you keep 1 club"):
        assert words in said


def test_last_ones_to_bid_are_told_that_nobody_is_left(auction: Auction, carla: User, max_: User, mia: User) -> None:
    league = auction.league
    assert "Nobody is left" not in about(league, mia, None, carla)
    for user in (max_, mia):
        remove_member(cast.member_of(league, carla), cast.member_of(league, user))
    assert "Nobody is left to bid in it." in about(league, carla, Role.SPECTATOR, carla)


def test_one_who_plays_again_gets_their_seat_or_hears_that_there_is_none(
    auction: Auction, carla: User, max_: User, otto: User
) -> None:
    league = auction.league
    change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.SPECTATOR)
    assert "Max is back in their seat, with £165m to spend." in about(league, max_, Role.MANAGER, carla)
    league.memberships.create(user=otto, role=Role.SPECTATOR)
    assert "Otto has no seat in the auction under way, and can watch it." in about(league, otto, Role.MANAGER, carla)


def test_new_manager_is_told_of_the_waiting_room_or_the_next_auction(league: League, carla: User, otto: User) -> None:
    league.memberships.create(user=otto, role=Role.SPECTATOR)
    assert "Otto gets a seat and a budget in the league's next auction." in about(league, otto, Role.MANAGER, carla)
    cast.auction_of(league, begun=False)
    assert "Otto gets a seat in the waiting room, with £200m to spend." in about(league, otto, Role.MANAGER, carla)


def test_new_commissioner_runs_what_is_under_way(auction: Auction, carla: User, max_: User) -> None:
    assert "Max can run the auction that is under way at once." in about(auction.league, max_, Role.COMMISSIONER, carla)
    assert "you can't run the auction that is under way any more." in about(auction.league, carla, Role.MANAGER, carla)
