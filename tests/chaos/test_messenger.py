"""Redis is only the messenger: without it bids count as ever, and everybody finds out by their pings."""

import pytest

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from leagues.models import League
from tests import cast
from tests.bidders import bidding, promises_are_kept
from tests.live import MakeSite, Messenger, eventually


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    """Long lots, and money enough to bid on one all the time."""
    return cast.make_league(
        carla, max_, mia, lot_seconds=600, break_seconds=0, slots_min=1, slots_max=1, budget=1_000_000
    )


def seq_of(auction: Auction) -> int:
    return Auction.objects.values_list("seq", flat=True).get(pk=auction.pk)


def count_bids(auction: Auction) -> int:
    return AuctionEvent.objects.filter(auction=auction, kind="bid_placed").count()


def test_without_a_messenger_bids_count_and_everybody_converges(
    league: League, carla: User, max_: User, mia: User, messenger: Messenger, make_site: MakeSite
) -> None:
    site = make_site(REDIS_URL=messenger.url)
    site.add_web(), site.add_web(), site.add_clock()
    site.ready()
    auction = cast.auction_of(league, begun=False)
    watching = site.client(auction.pk, carla, site.webs[1])
    watching.hello()
    assert watching.command("begin")["ok"]
    with bidding(auction, [max_, mia], site.webs) as bidders:
        watching.wait_for_event("bid_placed")
        messenger.kill()
        enough = count_bids(auction) + 10
        eventually(lambda: count_bids(auction) >= enough, "bids without a messenger", 60)
        late = site.client(auction.pk, carla)  # comes in without a messenger
        late.hello()
        for client in (watching, late):
            client.ping_up_to(seq_of(auction))
        messenger.start()
        seen = len(watching.frames)
        watching.wait_until(
            lambda: any(frame["type"] == "events" for frame in watching.frames[seen:]), "live events again", 60
        )
    for client in (watching, late):
        client.ping_up_to(seq_of(auction))
    assert watching.state == late.state
    promises_are_kept(auction, bidders)
    assert audit_auction(auction.pk) == []
