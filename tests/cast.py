"""The people and leagues of the tests, always the same few. Plain functions: a test calls what it needs."""

from typing import Any

from accounts.models import User
from leagues.auction_settings import AuctionSettings
from leagues.models import League, Member, Sport
from leagues.services import create_league, import_shipped_clubs, join_league


def make_user(name: str, **fields: Any) -> User:
    """`Carla` with the address carla@example.com."""
    return User.objects.create_user(f"{name.lower()}@example.com", name, **fields)


def make_football() -> Sport:
    """Football with the 36 shipped clubs."""
    import_shipped_clubs()
    return Sport.objects.get(key="football")


def make_league(commissioner: User, *managers: User, name: str = "The Friday League", **settings: Any) -> League:
    """A football league with its members; `settings` are those of AuctionSettings that matter to the test."""
    league = create_league(commissioner, name, make_football(), AuctionSettings(**settings))
    for manager in managers:
        join_league(manager, league.code)
    return league


def member_of(league: League, user: User) -> Member:
    """The user's membership, which must exist."""
    return Member.objects.get(league=league, user=user)
