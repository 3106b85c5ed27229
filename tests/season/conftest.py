"""A league after its auction, and its members by name."""

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, Member
from tests import cast
from tests.season import auctioned_league


@pytest.fixture
def ned(db: None) -> User:
    return cast.make_user("Ned")


@pytest.fixture
def auction(league: League, max_: User, mia: User, ned: User) -> Auction:
    """Over: see `auctioned_league.complete_auction`."""
    return auctioned_league.complete_auction(league, max_, mia, ned)


@pytest.fixture
def members(auction: Auction) -> dict[str, Member]:
    """Carla, Max, Mia and Ned."""
    return {member.user.name: member for member in Member.objects.select_related("league", "user")}
