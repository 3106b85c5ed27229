"""A waiting auction takes over its league's settings and list: kept by the journal, the tables and the audit alike."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from auctions.new_settings.services import adopt, terms_now
from auctions.publish import names
from auctions.recovery.rebuild import rebuild_tables
from auctions.rules.commands import Begin, LeaveProxy, MoveLot, WithdrawLot
from auctions.rules.state import AuctionState, LotStatus
from auctions.services import NothingToSell, SettingsUnplayable, SlowNotOffered
from auctions.store import journal
from leagues.lists.queries import assets_of, pool_of
from leagues.models import AssetList, League, ListEntry
from leagues.settings.auction import AuctionSettings
from rollouts import subjects
from rollouts.testing import flags
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = subjects.anonymous()


@pytest.fixture
def auction(league: League) -> Auction:
    """It waits: Carla, Max and Mia have 200 and rosters of 3 to 6, and 36 clubs are for sale."""
    return cast.auction_of(league, begun=False)


def settle(auction: Auction, **settings: Any) -> None:
    """Save the league's settings, with some others in their place."""
    now = AuctionSettings.read(auction.league.settings)
    auction.league.settings = replace(now, **settings).to_json()
    auction.league.save(update_fields=["settings"])


def sell_other_list(auction: Auction, *, keep: int) -> list[str]:
    """Let the league sell another list: of its first clubs, a dearer one first, and one that is nowhere else."""
    pool = pool_of(auction.league)
    assets = assets_of(auction.league)[:keep]
    listed = AssetList.objects.create(sport=auction.league.sport, league=auction.league, name="Ours", key="ours")
    new = auction.league.sport.assets.create(league=auction.league, external_id="new", name="A new club")
    for asset in [new, *assets]:
        ListEntry.objects.create(asset_list=listed, asset=asset, opening_price=5 if asset == assets[0] else None)
    pool.asset_list = listed
    pool.save()
    return [new.name, *(asset.name for asset in assets)]


def said(auction: Auction) -> list[str]:
    return terms_now(auction, cast.actor_in(auction.league), SUBJECT).sentences


def check_proved(auction: Auction) -> AuctionState:
    """The journal, the tables, and tables made anew from the journal say the same; the state from them."""
    assert audit_auction(auction.pk) == []
    stored = journal.state_from_tables(auction.pk)
    assert stored == engine.read(auction.pk)
    rebuild_tables(auction.pk)
    rebuilt = journal.state_from_tables(auction.pk)
    assert replace(rebuilt, epoch=stored.epoch) == stored
    return stored


def test_settings_and_list_are_said_first_and_then_played(auction: Auction, carla: User, max_: User) -> None:
    actor, before = cast.actor_in(auction.league), engine.read(auction.pk)
    listed = sell_other_list(auction, keep=8)
    settle(auction, budget=300, slots_max=2, slots_min=2, format="slow")
    with flags(slow_auctions=True):
        sentences = said(auction)
        assert engine.read(auction.pk) == before
        assert adopt(auction, actor, SUBJECT, "As agreed").ok
        assert (said(auction), adopt(auction, actor, SUBJECT).seq) == ([], before.seq + 1)
    assert "Budget: £300m instead of £200m." in sentences
    assert "For sale too: A new club." in sentences
    assert any(each.startswith("Not for sale any more: ") and "and 23 more" in each for each in sentences)
    assert any(each.startswith("Opening prices of 1 lot change: ") for each in sentences)
    state = check_proved(auction)
    assert [names.names_in(state).asset_name(lot.asset) for lot in state.queued()] == listed
    assert {seat.granted for seat in state.participants.values()} == {300}
    auction.refresh_from_db()
    assert (auction.format, auction.asset_list and auction.asset_list.key) == ("slow", "ours")
    assert not auction.lots.filter(exclusive=True).exists()
    event = AuctionEvent.objects.filter(auction=auction).latest("seq")
    assert (event.kind, event.actor, event.reason) == ("settings_adopted", carla, "As agreed")
    assert cast.do(auction, Begin(actor=actor)).ok
    assert len(engine.read(auction.pk).open_lots) == 9
    check_proved(auction)


def test_maxima_of_lots_that_stay_are_kept_and_what_is_withdrawn_by_hand_stays_so(auction: Auction, max_: User) -> None:
    state = engine.read(auction.pk)
    first, second, third, *_ = (lot.id for lot in state.queued())
    carla, maxs = cast.actor_in(auction.league), cast.actor_in(auction.league, max_)
    cast.do(auction, LeaveProxy(actor=maxs, lot=second, maximum=40, arrived=journal.now_ms()))
    cast.do(auction, WithdrawLot(actor=carla, lot=first, reason="Injured"))
    cast.do(auction, MoveLot(actor=carla, lot=third, position=1))
    settle(auction, budget=100)
    assert adopt(auction, carla, SUBJECT).ok
    state = check_proved(auction)
    assert [lot.id for lot in state.queued()][:2] == [third, second]
    assert state.lots[first].status is LotStatus.WITHDRAWN
    seat = state.participants[maxs.participant or 0]
    assert (seat.available, [(each.lot, each.maximum) for each in seat.proxies]) == (60, [(second, 40)])


def test_maxima_that_operators_do_not_offer_are_not_taken_over(auction: Auction) -> None:
    settle(auction, proxies=True, lot_seconds=50)
    with flags(proxy_bids=False):
        assert adopt(auction, cast.actor_in(auction.league), SUBJECT).ok
        assert not said(auction), "it has what is offered"
    settings = check_proved(auction).auction.settings
    assert (settings.proxies, settings.lot_seconds) == (False, 50)


def test_what_could_not_be_started_is_not_taken_over(auction: Auction) -> None:
    carla = cast.actor_in(auction.league)
    settle(auction, format="slow")
    with flags(slow_auctions=False), pytest.raises(SlowNotOffered):
        adopt(auction, carla, SUBJECT)
    settle(auction, format="live", slots_min=7)
    with pytest.raises(SettingsUnplayable):
        adopt(auction, carla, SUBJECT)
    settle(auction, slots_min=3)
    ListEntry.objects.all().delete()
    with pytest.raises(NothingToSell):
        adopt(auction, carla, SUBJECT)
    assert engine.read(auction.pk).seq == 1


def test_too_few_clubs_for_all_rosters_are_said_with_the_numbers(auction: Auction) -> None:
    settle(auction, slots_min=20, slots_max=20)
    assert said(auction)[-1] == (
        "3 managers with rosters of at least 20 need 60 lots, and only 36 are on sale: 24 too few to fill every roster."
    )


def test_an_auction_that_has_begun_keeps_what_it_began_with(auction: Auction) -> None:
    carla = cast.actor_in(auction.league)
    cast.do(auction, Begin(actor=carla))
    settle(auction, budget=300)
    assert adopt(auction, carla, SUBJECT).code == "wrong_status"
