"""A whole auction in simulated time."""

import pytest

from auctions import engine
from auctions.audit.run import audit_auction
from auctions.bots import simulation
from auctions.store import state_cache
from leagues.models import Sport
from leagues.settings.auction import AuctionSettings

SETTINGS = AuctionSettings(lot_seconds=20, anti_snipe_seconds=8, order="shuffled", seed=7)


def test_tables_say_what_the_journal_says(transactional_db: None, football: Sport) -> None:
    made = simulation.simulate(list(football.assets.select_related("sport")), 2, 7, SETTINGS)
    live = engine.read(made.auction_id)
    state_cache.memory.forget(made.auction_id)
    assert engine.read(made.auction_id) == live
    assert audit_auction(made.auction_id) == []


def test_fewer_than_two_managers_are_no_auction(transactional_db: None, football: Sport) -> None:
    with pytest.raises(ValueError, match="two managers"):
        simulation.simulate(list(football.assets.all()), 1, 7, SETTINGS)
