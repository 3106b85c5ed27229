"""A whole auction in simulated time."""

from dataclasses import replace

import pytest

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.bots import simulation
from auctions.models import Bid
from auctions.rules.events import EventKind
from auctions.rules.nominations.turns import order_of_round
from auctions.store import journal, state_cache
from leagues.models import Sport
from leagues.settings.auction import NOMINATION_ORDERS, AuctionSettings

SETTINGS = AuctionSettings(lot_seconds=20, anti_snipe_seconds=8, order="shuffled", seed=7)


def test_tables_say_what_the_journal_says(transactional_db: None, football: Sport) -> None:
    made = simulation.simulate(list(football.assets.select_related("sport")), 2, 7, SETTINGS)
    live = engine.read(made.auction_id)
    state_cache.memory.forget(made.auction_id)
    assert engine.read(made.auction_id) == live
    assert audit_auction(made.auction_id) == []


@pytest.mark.parametrize("order", NOMINATION_ORDERS)
def test_bots_put_lots_up_in_turn_to_the_end(transactional_db: None, football: Sport, order: str) -> None:
    """Everybody fills a roster, nobody misses a turn, and turns go round as the order says."""
    settings = replace(SETTINGS, mode="nomination", nomination_order=order, slots_min=3, slots_max=3)
    made = simulation.simulate(list(football.assets.select_related("sport"))[:12], 4, 7, settings)
    state = engine.read(made.auction_id)
    assert {len(seat.roster) for seat in state.participants.values()} == {3}
    happened = journal.events_after(made.auction_id, 0, 10_000)
    turns = [event.detail for event in happened if event.kind is EventKind.NOMINATION_OPENED]
    for number in (1, 2, 3):
        had = [turn["participant"] for turn in turns if turn["round"] == number]
        assert had == [seat for seat in order_of_round(state, number) if seat in had]  # some may be full
    put_up = [event for event in happened if event.kind is EventKind.LOT_STARTED]
    assert [event.detail["participant"] for event in put_up] == [turn["participant"] for turn in turns]
    first_bids = {event.seq - 1 for event in happened if event.kind is EventKind.BID_PLACED}
    assert {event.seq for event in put_up} <= first_bids
    assert Bid.objects.filter(auction=made.auction_id).exclude(code="ok").count() == 0
    assert audit_auction(made.auction_id) == []


def test_fewer_than_two_managers_are_no_auction(transactional_db: None, football: Sport) -> None:
    with pytest.raises(ValueError, match="two managers"):
        simulation.simulate(list(football.assets.all()), 1, 7, SETTINGS)
