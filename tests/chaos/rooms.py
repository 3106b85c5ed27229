"""Auctions with everybody bidding, for processes to be killed in the middle of."""

from typing import Any

from accounts.models import User
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from tests import cast
from tests.bidders import Bidder, promises_are_kept
from tests.live import Site, eventually

QUICK: dict[str, Any] = {
    "anti_snipe_seconds": 0,
    "grace_ms": 100,
    "break_seconds": 0,
    "slots_min": 1,
    "slots_max": 1,
    "budget": 10_000,
    "outage_pause_seconds": 600,
}


def make_room(people: list[User], **settings: int) -> Auction:
    """An auction that waits to begin, of as many lots as there are people."""
    return cast.auction_of(cast.make_league(*people, **{**QUICK, **settings}), begun=False)


def begin(auction: Auction, site: Site, commissioner: User) -> None:
    answer = site.webs[-1].call("POST", f"/api/auction/{auction.pk}/begin", commissioner)
    assert answer.status == 200, answer.body


def wait_for_bids(auction: Auction, site: Site, more: int) -> None:
    """Wait until so many more bids have been accepted."""
    bids = AuctionEvent.objects.filter(auction=auction, kind="bid_placed")
    enough = bids.count() + more
    eventually(lambda: bids.count() >= enough, f"{more} more bids")


def wait_for_the_end(auction: Auction, site: Site, bidders: list[Bidder]) -> None:
    """Everybody sees the end, and everything that was promised is there."""
    over = lambda: Auction.objects.get(pk=auction.pk).status == "completed"  # noqa: E731
    eventually(over, "the end of the auction", 60)
    for bidder in bidders:
        bidder.join(30)
        assert bidder.sees_the_end or bidder.trouble, bidder.user.name


def assert_nothing_is_lost(auction: Auction, bidders: list[Bidder]) -> None:
    """Check that what was promised is there, nothing twice, and that the journal proves everything else."""
    promises_are_kept(auction, bidders)
    assert audit_auction(auction.pk) == []
