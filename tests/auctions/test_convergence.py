"""A short auction on two web processes and a clock, with everybody on both: all see the same, all the way."""

import pytest

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.rules.commands import ChangeSeats, SeatTerms
from leagues.models import League
from tests import cast
from tests.bidders import bidding, promises_are_kept
from tests.live import Site


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    """Lots of about a second, of which six are sold; with all rosters full it is over."""
    return cast.make_league(
        carla, max_, mia, lot_seconds=1, anti_snipe_seconds=1, lot_cap_seconds=2, grace_ms=100, break_seconds=0,
        slots_min=2, slots_max=2, budget=120,
    )  # fmt: skip


def give(auction: Auction, user: User, budget: int) -> None:
    seat = cast.actor_in(auction.league, user).participant
    assert seat is not None
    terms = SeatTerms(participant=seat, budget=budget)
    assert cast.do(auction, ChangeSeats(actor=cast.actor_in(auction.league), seats=(terms,))).ok


def test_everybody_sees_what_a_fresh_snapshot_says(
    site: Site, league: League, carla: User, max_: User, mia: User
) -> None:
    auction = cast.auction_of(league, begun=False)
    give(auction, max_, 1)
    people = (carla, max_, mia)
    watching = [site.client(auction.pk, user, web) for user in people for web in site.webs]
    for client in watching:
        client.hello()
        assert client.state["obstacles"] == ["Max needs 2 more lots, and the cheapest cost £2m: £1m is left."]
    give(auction, max_, 120)
    with bidding(auction, people, site.webs) as bidders:
        assert watching[0].command("begin")["ok"]
        for client in watching:
            client.wait_until(lambda client=client: client.status == "completed", "the end", 60)  # type: ignore[misc]
        for bidder in bidders:
            bidder.join(30)
    for client, user in zip(watching, [user for user in people for _ in site.webs], strict=True):
        fresh = site.client(auction.pk, user)
        fresh.hello()
        client.ping(t=2)  # a message that was lost shows here
        client.wait_until(
            lambda client=client, fresh=fresh: (  # type: ignore[misc]
                (client.seq, client.state, client.you) == (fresh.seq, fresh.state, fresh.you)
            ),
            f"{user.name} to see the same",
        )
        # What one process decides may come before what the other decided just before it: then it is asked for again.
        assert client.taken == [*range(3, fresh.seq + 1)]
    assert Auction.objects.get(pk=auction.pk).status == "completed"
    assert [len(each["roster"]) for each in watching[0].state["participants"]] == [2, 2, 2]
    promises_are_kept(auction, bidders)
    assert audit_auction(auction.pk) == []
