"""A room that merges what it is told shows what a snapshot says, and so do the pages of each seat."""

from dataclasses import replace
from random import Random
from typing import Any

import orjson
import pytest

from auctions.publish import payloads, room_message
from auctions.rules.codes import Code
from auctions.rules.commands import SkipLot
from auctions.rules.decide import decide
from auctions.rules.events import Event
from auctions.rules.evolve import from_nothing
from auctions.rules.state import AuctionState
from clients.room import merge
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario
from tests.auctions.rules.test_random_auctions import play_at_random
from tests.thoroughness import TIMES

SLOW: dict[str, Any] = {"format": "slow", "slow_lots": 8, "slow_lot_minutes": 60, "early_end": False}


class Page:
    """A room as it shows itself, and to each seat alone: by a snapshot first, then by what it is told."""

    def __init__(self, state: AuctionState) -> None:
        self.state = state
        self.shown = self.snapshot(state)
        self.own = {seat: payloads.own_in_all_languages(state, seat) for seat in state.participants}

    @staticmethod
    def snapshot(state: AuctionState) -> dict[str, Any]:
        """Return the state as a snapshot says it, as JSON gives it back; seats have their order by their ids."""
        shown: dict[str, Any] = orjson.loads(orjson.dumps(payloads.state(state, display_names_of(state))))
        shown["participants"].sort(key=lambda seat: int(seat["id"]))
        return shown

    def hear(self, state: AuctionState, events: list[Event]) -> None:
        """Merge the message of a commit, after which the auction is in a state."""
        message = room_message.of_commit(state, events, display_names_of(state), self.state)
        for event in orjson.loads(message["text"])["events"]:
            merge(self.shown, event["data"])
        self.own |= {
            int(seat): {name: value for name, value in own.items() if name != "bidders"}
            for seat, own in message["own"].items()
        }
        self.state = state

    def check(self) -> None:
        """Compare it with what a page that is opened now is told."""
        assert self.shown == self.snapshot(self.state)
        own = {seat: payloads.own_in_all_languages(self.state, seat) for seat in self.state.participants}
        if self.state.auction.format == "live":  # there who bid longer ago than a lot keeps bids hears it later
            own = {seat: one | {"outbid": self.own[seat]["outbid"]} for seat, one in own.items()}
        assert self.own == own


@pytest.mark.parametrize("seed", range(12 * TIMES))
def test_after_each_commit_of_a_random_auction(seed: int) -> None:
    game = play_at_random(Random(seed))  # noqa: S311 # the same every time
    state, dice = from_nothing(game.checker.events[0], epoch=1), Random(seed)  # noqa: S311
    page, events = Page(state), list[Event]()
    for now, switches, command in game.decided:
        decision = decide(state, command, now, switches)
        state = decision.state
        events += decision.events
        if events and dice.random() < 0.7:  # several commands may be decided in one commit
            page.hear(state, events)
            page.check()
            events = []


def slow_auction() -> Scenario:
    """Four lots are open, and none is queued."""
    scenario = Scenario(lots=4, budget=500, slots_min=0, slots_max=4, **SLOW)
    for at in range(4):
        scenario.tick(at * 10_000)
    assert len(scenario.state.open_lots) == 4
    return scenario


def test_who_bid_longer_ago_than_a_lot_keeps_bids_is_outbid_on_it_no_more() -> None:
    scenario = slow_auction()
    scenario.bid(NED, 1)
    page = Page(scenario.state)
    for amount in range(2, 14):
        assert scenario.bid((MAX, MIA)[amount % 2], amount, at=amount * 1_000) is Code.OK
        page.hear(scenario.state, [*scenario.last.events])
    assert page.own[NED]["outbid"] == []
    page.check()


def test_everybody_hears_that_a_skipped_lot_is_open_no_more() -> None:
    scenario = slow_auction()
    scenario.bid(NED, 5)
    scenario.bid(MAX, 6)
    page = Page(scenario.state)
    assert scenario.do(SkipLot(actor=CARLA, lot=FIRST_LOT), 60_000) is Code.OK
    page.hear(scenario.state, [*scenario.last.events])
    page.check()


def test_who_bids_and_is_outbid_in_one_commit_is_told_only_if_several_own_the_seat() -> None:
    scenario = Scenario(lots=2, budget=500, slots_min=0, slots_max=2)
    for amount, seat in enumerate((NED, *[MAX, MIA] * 6), start=1):  # so that the lot keeps no bid of Ned's
        scenario.bid(seat, amount)
    before, events = scenario.state, list[Event]()
    for amount, seat in enumerate((NED, *[MAX, MIA] * 5, MAX), start=14):
        assert scenario.bid(seat, amount) is Code.OK
        events += scenario.last.events
    names = display_names_of(scenario.state)
    assert {*room_message.of_commit(scenario.state, events, names, before)["own"]} == {str(MAX), str(MIA)}
    shared = replace(names, owners={NED: {8: "Nia", 9: "Ned"}})
    assert str(NED) in room_message.of_commit(scenario.state, events, shared, before)["own"]
