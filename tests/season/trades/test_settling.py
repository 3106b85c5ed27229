"""Agreed trades take effect by themselves, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.lineup import StartTerms
from auctions.models import Auction, AuctionEvent, Lot
from auctions.rules.commands import Begin, Cancel
from auctions.services import create_auction
from leagues.models import Asset, League, Member
from season.models import Trade, TradeAsset, TradeStep
from season.trades import settling
from season.trades.drops import drop_asset
from season.trades.records import TradeRefused
from season.trades.services import accept
from season.trades.settling import SettlingPostponed, next_due_trade, settle_trade
from tests import cast
from tests.live import eventually
from tests.season.auctioned_league import asset, give_up, let_time_pass, offer, owners
from tests.threads import at_once, held, waiting

Members = dict[str, Member]


def settle_next_due() -> bool:
    """Let the trade take effect whose time came longest ago, as the worker does; True if there was one."""
    trade_id = next_due_trade()
    if trade_id is not None:
        settle_trade(trade_id)
    return trade_id is not None


@pytest.fixture
def trade(auction: Auction, members: Members) -> Trade:
    """Max gives his first lot and 5 to Mia for hers; agreed, and its time has come."""
    agreed = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,), pays=5).pk)
    let_time_pass(agreed, hours=24)
    return agreed


@pytest.mark.django_db
def test_trade_takes_effect_when_its_time_has_come(auction: Auction, trade: Trade) -> None:
    assert settle_next_due()
    trade.refresh_from_db()
    event = AuctionEvent.objects.get(auction=auction, kind="assets_traded")
    assert (trade.status, trade.seq) == ("done", event.seq)
    assert event.actor_id == trade.proposer.user_id
    assert owners(auction) == {1: "Mia", 2: "Max", 3: "Max", 4: "Ned"}
    assert not trade.assets.filter(promised=True).exists()
    assert audit_auction(auction.pk) == []
    assert not settle_next_due()


@pytest.mark.django_db
def test_trade_whose_time_has_not_come_is_left_alone(auction: Auction, members: Members) -> None:
    agreed = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    assert next_due_trade() is None
    assert settle_trade(agreed.pk).status == "agreed"
    let_time_pass(agreed, hours=23.99)
    assert not settle_next_due()


@pytest.mark.django_db
def test_the_one_that_is_due_longest_comes_first_and_others_can_be_left_out(
    auction: Auction, members: Members, trade: Trade
) -> None:
    agreed = accept(members["Max"], offer(auction, members["Ned"], members["Max"], (4,), (3,)).pk)
    let_time_pass(agreed, hours=30)
    assert next_due_trade() == agreed.pk
    assert next_due_trade(but=[agreed.pk]) == trade.pk
    assert next_due_trade(but=[agreed.pk, trade.pk]) is None


@pytest.mark.django_db
def test_trade_that_became_impossible_fails_with_a_sentence_and_is_closed(auction: Auction, trade: Trade) -> None:
    lot = Lot.objects.select_related("asset").get(auction=auction, number=1)
    cast.do(auction, give_up(auction, 1))
    assert settle_next_due()
    trade.refresh_from_db()
    assert (trade.status, trade.reason) == ("failed", f"{lot.asset.name} doesn't belong to Max.")
    assert (trade.seq, trade.assets.filter(promised=True).exists()) == (None, False)
    assert not settle_next_due()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "groups", "why"),
    [
        (
            "club Leeds: at most 1",
            {2: "Leeds", 3: "Leeds"},
            "Max would own more than 1 of Leeds, and a roster holds no more.",
        ),
        ("FWD: at most 1", {2: "FWD", 3: "FWD"}, "Max would own more than 1 FWD, and a roster holds no more."),
        ("GK: 1", {1: "GK"}, "Max would lack 1 GK, which a roster must have."),
    ],
)
def test_trade_against_the_limits_of_its_auction_fails_and_is_not_tried_again(
    auction: Auction, trade: Trade, limits: str, groups: dict[int, str], why: str
) -> None:
    for lot in Lot.objects.filter(auction=auction):
        Lot.objects.filter(pk=lot.pk).update(groups=[groups.get(lot.number, "")])
    limited = {"settings": auction.settings | {"limits": limits}, "epoch": F("epoch") + 1}  # so that it is read anew
    Auction.objects.filter(pk=auction.pk).update(**limited)
    assert settle_next_due()
    trade.refresh_from_db()
    assert (trade.status, trade.reason) == ("failed", why)
    assert not settle_next_due()


@pytest.mark.django_db(transaction=True)
def test_trade_waits_while_its_assets_are_in_an_auction_that_waits(
    auction: Auction, members: Members, trade: Trade
) -> None:
    actor = cast.actor_in(auction.league)
    League.objects.filter(pk=auction.league_id).update(settings=auction.settings | {"slots_max": 5})
    auction.league.refresh_from_db()
    later = create_auction(auction.league, actor, waiting_room=True, terms=StartTerms())
    with pytest.raises(SettlingPostponed):
        settle_trade(trade.pk)
    with pytest.raises(TradeRefused, match="goes into the auction that is waiting to begin"):
        drop_asset(members["Ned"], asset(auction, 4).pk)
    assert cast.do(later, Cancel(actor=actor, reason="no")).ok
    assert settle_trade(trade.pk).status == "done"


@pytest.mark.django_db(transaction=True)
def test_trade_fails_once_an_auction_has_begun_with_its_assets(
    auction: Auction, members: Members, trade: Trade
) -> None:
    later = create_auction(auction.league, cast.actor_in(auction.league), waiting_room=True, terms=StartTerms())
    assert cast.do(later, Begin(actor=cast.actor_in(auction.league))).ok
    failed = settle_trade(trade.pk)
    assert (failed.status, "offer the trade again" in failed.reason) == ("failed", True)


def take_effect(trade: Trade) -> object:
    return settle_trade(trade.pk)


def give_up_what_mia_promised(trade: Trade) -> object:
    return drop_asset(trade.partner, trade.assets.get(giver=trade.partner).lot.asset_id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "refused"), [(take_effect, SettlingPostponed), (give_up_what_mia_promised, TradeRefused)]
)
def test_nothing_changes_hands_beside_a_further_auction_that_is_being_made(
    auction: Auction, trade: Trade, change: Callable[[Trade], object], refused: type[Exception]
) -> None:
    """The auction has read the rosters and hasn't written them; whoever looks for it finds none yet."""
    TradeAsset.objects.filter(trade=trade).update(promised=change is take_effect)
    before, actor = owners(auction), cast.actor_in(auction.league)

    def make() -> Auction:
        return create_auction(auction.league, actor, waiting_room=True, terms=StartTerms())

    with ThreadPoolExecutor(2) as pool, held(lambda: lock_against_writers("auctions_lot")):
        making = pool.submit(at_once, make, 1)
        eventually(lambda: waiting("relation", "auctions_lot"), "the auction is about to write the rosters")
        changing = pool.submit(at_once, lambda: change(trade), 1)
        eventually(lambda: waiting("transactionid"), "the change waits for the lock")
    [made], [came] = making.result(), changing.result()
    assert isinstance(came, refused), repr(came)
    assert isinstance(made, Auction), repr(made)
    brought = dict(Lot.objects.filter(auction=made, status="sold").values_list("asset", "sold_to__member__user__name"))
    assert owners(auction) == before
    assert brought == {asset(auction, number).pk: name for number, name in before.items()}


def lock_against_writers(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")


@pytest.mark.django_db
def test_trade_whose_money_is_gone_fails(auction: Auction, members: Members, trade: Trade) -> None:
    spent = accept(members["Ned"], offer(auction, members["Max"], members["Ned"], (3,), (4,), pays=12).pk)
    let_time_pass(spent, hours=30)
    assert [settle_next_due(), settle_next_due()] == [True, True]
    trade.refresh_from_db()
    assert (trade.status, trade.reason) == ("failed", "Max has £3m available, and would pay £5m.")


@pytest.mark.django_db
def test_trade_of_one_who_has_left_fails(trade: Trade) -> None:
    Member.objects.filter(pk=trade.partner_id).update(left_at=timezone.now())
    settle_trade(trade.pk)
    trade.refresh_from_db()
    assert (trade.status, trade.reason) == ("failed", "Mia has left the league.")


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "status"), [(2, "failed"), (4, "done")])
def test_later_auction_that_sells_an_asset_of_it_ends_it(
    auction: Auction, trade: Trade, number: int, status: str
) -> None:
    sold_again: list[Asset] = [asset(auction, number)]
    later = create_auction(auction.league, cast.actor_in(auction.league), waiting_room=True, assets=sold_again)
    assert next_due_trade() == trade.pk
    cast.do(later, Begin(actor=cast.actor_in(auction.league)))
    assert settle_trade(trade.pk).status == status


@pytest.mark.django_db
def test_killed_between_the_journal_and_the_note_it_takes_effect_once(
    auction: Auction, trade: Trade, monkeypatch: Any
) -> None:
    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(settling, "record_step", killed)
        with pytest.raises(KeyboardInterrupt):
            settle_trade(trade.pk)
    trade.refresh_from_db()
    assert (trade.status, owners(auction)[1]) == ("agreed", "Mia")
    Member.objects.filter(pk=trade.partner_id).update(left_at=timezone.now())  # too late to matter
    seq = engine.read(auction.pk).seq
    assert settle_trade(trade.pk).status == "done"
    trade.refresh_from_db()
    assert (trade.seq, engine.read(auction.pk).seq) == (seq, seq)


@pytest.mark.django_db(transaction=True)
def test_trade_being_changed_is_passed_over(trade: Trade) -> None:
    with transaction.atomic():
        Trade.objects.select_for_update(no_key=True).get(pk=trade.pk)
        assert at_once(next_due_trade, 1) == [None]
    assert next_due_trade() == trade.pk


@pytest.mark.django_db(transaction=True)
def test_several_who_settle_at_once_do_it_once(auction: Auction, trade: Trade) -> None:
    assert [came.pk for came in at_once(lambda: settle_trade(trade.pk), 4) if isinstance(came, Trade)] == 4 * [trade.pk]
    assert AuctionEvent.objects.filter(auction=auction, kind="assets_traded").count() == 1
    assert TradeStep.objects.filter(trade=trade, status="done").count() == 1


@pytest.mark.django_db
def test_why_it_failed_is_kept_in_english_whoever_reads_the_page_that_settles_it(
    members: Members, trade: Trade
) -> None:
    Member.objects.filter(pk=members["Mia"].pk).update(left_at=timezone.now())
    with translation.override("de"):
        assert settle_trade(trade.pk).reason == "Mia has left the league."
        assert translation.get_language() == "de"
