"""Lots of slow auctions that end within the hour."""

import pytest
from django.db.models import F

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Lot
from auctions.notifying.ending import LOOKED_EVERY, SOON, next_ending, tell_of_endings
from auctions.rules.commands import PlaceBid
from auctions.store import journal
from auctionsite.postgresql.clock import database_now
from leagues.targets.services import Wish, put_target
from notices.models import Notice, NoticeHead
from tests import cast
from tests.cast import actor_in, auction_of, do, member_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Three lots are open for a day; Max has bid on the first and was outbid by Mia, who wants the second."""
    league = cast.make_league(carla, max_, mia, format="slow", slow_lots=3, slots_min=1, early_end=False)
    auction = auction_of(league, lots=3)
    first, second, _ = auction.lots.order_by("number")
    for user, amount in ((max_, 1), (mia, 2)):
        bid = PlaceBid(actor=actor_in(league, user), lot=first.pk, amount=amount, arrived=journal.now_ms())
        assert do(auction, bid).ok
    put_target(member_of(league, mia), second.asset_id, Wish())
    return auction


def end_soon(auction: Auction, number: int = 0) -> None:
    """Let the lots, or one, end in half an hour."""
    at = database_now() + SOON / 2
    lots = auction.lots.filter(number=number) if number else auction.lots.all()
    lots.update(ends_at=at)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=at)


def told() -> list[tuple[str, str]]:
    while (auction := next_ending()) is not None:
        tell_of_endings(auction)
    return list(Notice.objects.filter(kind="ending_soon").order_by("pk").values_list("user__name", "text"))


def test_nobody_hears_of_lots_that_have_time(auction: Auction) -> None:
    assert next_ending() is None
    assert told() == []


def test_those_who_bid_or_want_it_hear_of_its_end_once_and_who_leads_does_not(auction: Auction) -> None:
    first, second, _ = (each.asset.name for each in auction.lots.order_by("number").select_related("asset"))
    end_soon(auction)
    assert told() == [
        ("Max", f"{first} ends within the hour: it stands at £2m."),
        ("Mia", f"{second} ends within the hour: nobody has bid."),
    ]
    assert len(told()) == 2
    NoticeHead.objects.update(ending_until=F("ending_until") - LOOKED_EVERY * 2)
    assert next_ending() == auction.pk
    assert len(told()) == 2
    assert Notice.objects.first().path == f"/auction/{auction.pk}/"  # type: ignore[union-attr] # there are two


def test_end_that_was_moved_out_of_the_hour_is_told_again_when_it_comes(auction: Auction) -> None:
    end_soon(auction, 1)
    assert [name for name, _ in told()] == ["Max"]
    later = database_now() + SOON + LOOKED_EVERY / 2
    Lot.objects.filter(auction=auction, number=1).update(ends_at=later)
    NoticeHead.objects.update(ending_until=F("ending_until") - LOOKED_EVERY * 2)
    assert len(told()) == 1
    Lot.objects.filter(auction=auction, number=1).update(ends_at=later - LOOKED_EVERY)
    NoticeHead.objects.update(ending_until=later - LOOKED_EVERY * 2)
    assert [name for name, _ in told()] == ["Max", "Max"]


@pytest.mark.parametrize("change", [{"format": "live"}, {"status": "paused"}])
def test_no_lot_of_a_live_auction_or_of_one_that_is_paused_ends_soon(auction: Auction, change: dict[str, str]) -> None:
    end_soon(auction)
    Auction.objects.filter(pk=auction.pk).update(**change)
    assert next_ending() is None


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_one_tells(auction: Auction) -> None:
    end_soon(auction)
    assert engine.read(auction.pk).open_lots
    at_once(lambda: tell_of_endings(auction.pk), 3)
    assert len(told()) == 2
