"""The table of ownership against the journals."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, Lot
from auctions.rules.commands import SYSTEM, Begin, Cancel, DropAsset, TradeAssets, UndoSale
from leagues.models import League
from rollouts.testing import flags
from season.models import Ownership
from season.ownership.queries import owned_now
from season.ownership.services import next_league_to_refresh, refresh_ownership
from tests import cast


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    """Over: Max has bought the first lot for 30, Mia the second for 10."""
    league.settings |= cast.QUICK
    league.save()
    return sold(cast.auction_of(league, lots=2), max_, mia)


def sold(auction: Auction, one: User, other: User) -> Auction:
    cast.sell(auction, one, 30)
    cast.sell(auction, other, 10)
    return auction


def told(league: League) -> list[tuple[str, str, bool]]:
    """Asset's lot number, owner, and whether it is so still; in order of time."""
    numbers = dict(Lot.objects.filter(auction__league=league).values_list("asset", "number"))
    rows = Ownership.objects.filter(league=league).select_related("member__user").order_by("from_at", "asset")
    return [(str(numbers[row.asset_id]), row.member.user.name, row.until_at is None) for row in rows]


def exchange(auction: Auction, one: User, other: User) -> TradeAssets:
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("pk", flat=True)
    seats = [cast.actor_in(auction.league, user).participant or 0 for user in (one, other)]
    return TradeAssets(actor=SYSTEM, participant=seats[0], other=seats[1], gives=(first,), takes=(second,), pays=0)


def instant(auction: Auction, kind: str) -> datetime:
    return AuctionEvent.objects.filter(auction=auction, kind=kind).latest("seq").at


@pytest.mark.django_db
def test_ownership_is_what_the_journal_says(auction: Auction, league: League, max_: User, mia: User) -> None:
    assert refresh_ownership(league.pk)
    assert told(league) == [("1", "Max", True), ("2", "Mia", True)]
    [first, _] = Ownership.objects.filter(league=league).order_by("from_at")
    sale = AuctionEvent.objects.filter(auction=auction, kind="lot_sold").earliest("seq")
    assert (first.from_at, first.price, first.seq, first.auction_id) == (sale.at, 30, sale.seq, auction.pk)
    cast.do(auction, exchange(auction, max_, mia))
    assert refresh_ownership(league.pk)
    assert told(league) == [("1", "Max", False), ("2", "Mia", False), ("1", "Mia", True), ("2", "Max", True)]
    assert {row.from_at for row in owned_now(league.pk)} == {instant(auction, "assets_traded")}


@pytest.mark.django_db
def test_what_is_given_up_or_undone_is_nobodys_from_then_on(auction: Auction, league: League, max_: User) -> None:
    first, second = Lot.objects.filter(auction=auction).order_by("number").values_list("pk", flat=True)
    seat = cast.actor_in(league, max_).participant or 0
    engine.execute(auction.pk, DropAsset(actor=SYSTEM, participant=seat, lot=first, refund=False))
    engine.execute(auction.pk, UndoSale(actor=SYSTEM, lot=second))
    refresh_ownership(league.pk)
    assert told(league) == [("1", "Max", False), ("2", "Mia", False)]
    ends = set(Ownership.objects.values_list("until_at", flat=True))
    assert ends == {instant(auction, "asset_dropped"), instant(auction, "sale_undone")}


@pytest.mark.django_db
def test_nothing_new_costs_one_query_and_a_bid_rewrites_nothing(league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=2)
    assert refresh_ownership(league.pk)
    with CaptureQueriesContext(
        connection,
    ) as idle:
        assert not refresh_ownership(league.pk)
    assert len(idle) == 1
    cast.bid(auction, max_, 5)
    with CaptureQueriesContext(connection) as bid:
        assert refresh_ownership(league.pk)
    assert not any('season_ownership"' in query["sql"] for query in bid.captured_queries)
    assert not refresh_ownership(league.pk)


@pytest.mark.django_db
def test_table_that_went_wrong_is_what_the_journal_says_again(auction: Auction, league: League, mia: User) -> None:
    refresh_ownership(league.pk)
    Ownership.objects.filter(price=30).update(member=cast.member_of(league, mia), from_at=timezone.now())
    Auction.objects.filter(pk=auction.pk).update(epoch=2)  # as after a restore
    assert refresh_ownership(league.pk)
    assert told(league) == [("1", "Max", True), ("2", "Mia", True)]


@pytest.mark.django_db
def test_while_nothing_may_be_changed_pages_show_what_is_there(auction: Auction, league: League) -> None:
    with flags(read_only=True):
        assert not refresh_ownership(league.pk)
    assert not Ownership.objects.exists()
    assert refresh_ownership(league.pk)
    assert Ownership.objects.exists()


@pytest.mark.django_db
def test_waiting_auction_decides_nothing_and_one_that_begins_decides_for_what_it_sells(
    auction: Auction, league: League, max_: User, mia: User
) -> None:
    later = cast.auction_of(league, begun=False, lots=2)
    refresh_ownership(league.pk)
    assert [row[2] for row in told(league)] == [True, True]
    cast.do(later, Begin(actor=cast.actor_in(league)))
    refresh_ownership(league.pk)
    later.refresh_from_db()
    assert {row.until_at for row in Ownership.objects.all()} == {later.begun_at}
    cast.sell(later, mia, 3)
    refresh_ownership(league.pk)
    assert told(league) == [("1", "Max", False), ("2", "Mia", False), ("1", "Mia", True)]
    cast.do(later, Cancel(actor=SYSTEM, reason="Once more"))
    refresh_ownership(league.pk)
    cancelled = instant(later, "auction_cancelled")
    assert {(row.auction_id, row.from_at) for row in owned_now(league.pk)} == {(auction.pk, cancelled)}
    assert Ownership.objects.filter(auction=later).get().until_at == cancelled


@pytest.mark.django_db
def test_no_two_own_an_asset_at_the_same_instant(auction: Auction, league: League, mia: User) -> None:
    refresh_ownership(league.pk)
    row = Ownership.objects.get(price=30)
    row.pk, row.member = None, cast.member_of(league, mia)
    for since in (row.from_at, row.from_at - timedelta(days=1), row.from_at + timedelta(days=1)):
        row.pk, row.from_at = None, since
        with pytest.raises(IntegrityError, match="ownership_one_owner_at_a_time"), transaction.atomic():
            row.save(force_insert=True)
    until = Ownership.objects.get(price=30).from_at
    row.pk, row.from_at, row.until_at = None, until - timedelta(days=1), until
    row.save(force_insert=True)


@pytest.mark.django_db
def test_period_lasts(auction: Auction, league: League) -> None:
    refresh_ownership(league.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.update(until_at=Ownership.objects.earliest("from_at").from_at)


@pytest.mark.django_db
def test_the_instant_of_a_trade_belongs_to_the_new_owner(
    auction: Auction, league: League, max_: User, mia: User
) -> None:
    cast.do(auction, exchange(auction, max_, mia))
    refresh_ownership(league.pk)
    traded = AuctionEvent.objects.get(kind="assets_traded").at
    first = Lot.objects.get(auction=auction, number=1).asset_id
    seats = {user.name: cast.member_of(league, user).pk for user in (max_, mia)}
    assert owners_at(league, traded - timedelta(days=9)) == {}
    assert owners_at(league, traded - timedelta(milliseconds=1))[first] == (seats["Max"], 30)
    assert owners_at(league, traded)[first] == (seats["Mia"], 30)
    assert len(owners_at(league, traded)) == 2


def owners_at(league: League, at: datetime) -> dict[int, tuple[int, int]]:
    """Owner and price of each asset that belonged to somebody at an instant, by the asset's id."""
    rows = Ownership.objects.filter(league=league, from_at__lte=at).exclude(until_at__lte=at)
    return {row.asset_id: (row.member_id, row.price) for row in rows}


@pytest.mark.django_db
def test_leagues_whose_journals_moved_are_found_one_by_one(auction: Auction, league: League, olga: User) -> None:
    other = cast.make_league(olga, name="Elsewhere")
    cast.auction_of(other, begun=False, lots=1)
    assert next_league_to_refresh() == league.pk
    assert next_league_to_refresh(but=[league.pk]) is None
    refresh_ownership(league.pk)
    assert next_league_to_refresh() is None


@pytest.mark.django_db
def test_refresh_reads_a_season_of_sales_in_as_many_queries_as_one(league: League, max_: User) -> None:
    league.settings |= cast.QUICK
    league.save()
    auction = cast.auction_of(league, lots=4)
    counts = []
    for _ in range(3):
        cast.sell(auction, max_, 2)
        with CaptureQueriesContext(connection) as queries:
            refresh_ownership(league.pk)
        counts.append(len(queries))
    assert counts[1] == counts[2]
