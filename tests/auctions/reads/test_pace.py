"""Sentences about a change of pace, said before it is made."""

from typing import Any

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.reads import queries
from auctions.rules.commands import ChangePace, Command
from rollouts.testing import flags
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
SLOWLY: dict[str, Any] = {"slow_lots": 3, "slow_lot_minutes": 60, "slow_reset_minutes": 30}


def preview(auction: Auction, command: Command) -> list[str]:
    with flags(slow_auctions=True):
        outcome, sentences = queries.preview(auction.pk, command)
    assert outcome.ok
    return sentences


def test_preview_says_with_the_numbers_what_comes(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    auction = cast.auction_of(league, lots=6)
    commissioner = cast.actor_in(league)
    name = auction.lots.get(pk=cast.open_lot(auction)).asset.name
    said = ChangePace(actor=commissioner, format="slow", **SLOWLY, quiet_hours="22:00–08:00", time_zone="Europe/London")
    first, *others = preview(auction, said)
    assert (name in first, first.endswith("is finished first, as it began.")) == (True, True)
    assert others == [
        "5 lots are left: up to 3 at once, each open for 1 h.",
        "A bid by a new leader leaves at least 30 min on the clock.",
        "Clocks stand still 22:00–08:00 (Europe/London).",
        "Nobody has to be here: bids and maximums count at any time.",
    ]
    assert engine.read(auction.pk).auction.next_format == ""
    with flags(slow_auctions=True):
        assert cast.do(auction, said).ok
    assert preview(auction, ChangePace(actor=commissioner, format="live")) == ["The auction stays live, as it is."]


def test_preview_of_live_play_says_what_goes_back_and_what_is_waited_for(carla: User, max_: User, mia: User) -> None:
    slow = cast.make_league(carla, max_, mia, format="slow", **cast.QUICK, **SLOWLY, early_end=False)
    auction = cast.auction_of(slow, lots=6)
    lot = cast.open_lot(auction)
    cast.bid(auction, max_, 5, lot=lot)
    back, first, left, pause = preview(auction, ChangePace(actor=cast.actor_in(slow), format="live"))
    assert back == "2 lots without a bid go back into the queue."
    assert first.endswith("is finished first, as it began, in 59 min at the earliest.")
    assert left == "5 lots are left: one at a time, 30 s each."
    assert pause == "The auction is paused before the first of them, until you resume it with a count of 3."
