"""Other settings and another list for an auction that waits; worked examples by hand."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import AdoptSettings, ListedLot, MoveLot, SeatTerms, SetAway
from auctions.rules.commands import ChangeSeats as Table
from auctions.rules.creation import create_state
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import LotStatus, ParticipantState
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

L1, L2, L3, L4 = range(FIRST_LOT, FIRST_LOT + 4)
GRANT, REVOKE, RELEASE = LedgerEntryKind.GRANT, LedgerEntryKind.REVOKE, LedgerEntryKind.RELEASE


def lots(*prices: int, first: int = L1) -> tuple[ListedLot, ...]:
    """Lots in order from the first on, each of its own asset."""
    return tuple(
        ListedLot(lot=first + place, asset=450 + first + place, opening_price=price)
        for place, price in enumerate(prices)
    )


def adopt(scenario: Scenario, named: tuple[ListedLot, ...] = lots(1, 1, 1), **settings: Any) -> Code:
    chosen, told = replace(scenario.state.auction.settings, **settings), {each.lot for each in named}
    aside = tuple(
        ListedLot(lot=lot.id, asset=lot.asset, opening_price=lot.opening_price)
        for lot in scenario.state.lots.values()
        if lot.id not in told
    )
    return scenario.do(AdoptSettings(actor=CARLA, settings=chosen, lots=named, aside=aside, reason="As we said"))


def waiting(**settings: Any) -> Scenario:
    return Scenario(begun=False, **{"budget": 200, "slots_min": 1, "slots_max": 3, **settings})


def test_settings_are_played_from_then_on_and_seats_have_the_new_budget() -> None:
    scenario = waiting()
    assert adopt(scenario, budget=300, slots_min=2, slots_max=2, lot_seconds=7, format="slow", mode="nomination") is (
        Code.OK
    )
    [(kind, told)] = scenario.told()
    assert (kind, told["reason"], told["changed"]) == (
        EventKind.SETTINGS_ADOPTED,
        "As we said",
        ["budget", "slots_min", "slots_max", "lot_seconds", "mode", "format"],
    )
    assert scenario.last.events[0].ledger == tuple(LedgerEntry(GRANT, who, 100) for who in (MAX, MIA, NED))
    assert (scenario.state.auction.format, scenario.state.auction.mode) == ("slow", "nomination")
    assert [(seat.available, seat.max_bid) for seat in scenario.state.participants.values()] == [(300, 299)] * 3


def test_own_money_sizes_keepers_and_absences_stay() -> None:
    scenario = waiting()
    rows = (
        SeatTerms(participant=MAX, budget=120, slots_max=5),
        SeatTerms(participant=MIA, budget=200, keepers=((L2, 30),)),
    )
    scenario.do(Table(actor=CARLA, seats=rows))
    scenario.do(SetAway(actor=CARLA, participant=NED, away=True))
    assert adopt(scenario, budget=100) is Code.OK
    assert [scenario.money(who) for who in (MAX, MIA, NED)] == [(120, 0, 0), (70, 0, 30), (100, 0, 0)]
    assert scenario.seat(MAX).slots_max == 5
    assert (scenario.state.owner_of(L2), scenario.seat(NED).away) == (MIA, True)


def test_who_brought_something_along_keeps_their_money_though_it_is_as_much_as_the_budget() -> None:
    """Max has 180 left of an auction before, and what he brings is paid for out of 20 more: not out of a budget."""
    scenario = waiting()
    first, *others = scenario.state.lots.values()
    brought = replace(first, status=LotStatus.SOLD, price=20, sold_to=MAX, sold_for=20, closed_seq=1)
    seats = [ParticipantState(id=each, member=10 + each) for each in (MAX, MIA)]
    auction, spend = scenario.state.auction, {MAX: 180}
    scenario.state, _ = create_state(auction, [brought, *others], seats, now=T, actor=None, to_spend=spend)
    assert adopt(scenario, budget=150) is Code.OK
    assert [scenario.money(who) for who in (MAX, MIA)] == [(180, 0, 20), (150, 0, 0)]


def test_lots_that_are_new_get_the_next_numbers_their_prices_and_their_groups() -> None:
    scenario = waiting(limits="GK: at most 2")
    new = tuple(replace(lot, groups=("GK",)) for lot in lots(6, 7, first=L4))
    assert adopt(scenario, (*lots(1), *new, *lots(2, 3, first=L2))) is Code.OK
    shown = [(lot.id, lot.number, lot.opening_price, lot.groups) for lot in scenario.state.queued()]
    assert shown == [(L1, 1, 1, ()), (L4, 4, 6, ("GK",)), (L4 + 1, 5, 7, ("GK",)), (L2, 2, 2, ()), (L3, 3, 3, ())]
    assert scenario.state.auction.lots_total == 5


def test_list_of_other_lots_keeps_numbers_withdraws_what_is_gone_and_adds_what_is_new() -> None:
    scenario = waiting()
    named = (*lots(5, first=L4), *lots(2, first=L3), *lots(1))
    assert adopt(scenario, named) is Code.OK
    [(_, told)] = scenario.told()
    assert (told["added"], told["withdrawn"], told["again"]) == (1, 1, 0)
    assert [lot.id for lot in scenario.state.queued()] == [L4, L3, L1]
    assert [lot.number for lot in scenario.state.queued()] == [4, 3, 1]
    assert (scenario.lot(L2).status, scenario.state.auction.lots_total) == (LotStatus.WITHDRAWN, 4)
    assert adopt(scenario, lots(1, 1, 1, 1)) is Code.OK
    [(_, told)] = scenario.told()
    assert (told["added"], told["withdrawn"], told["again"]) == (0, 0, 1)
    assert [lot.id for lot in scenario.state.queued()] == [L1, L2, L3, L4]
    assert (scenario.lot(L2).closed_seq, scenario.state.auction.lots_withdrawn) == (None, 0)


def test_maxima_stay_where_they_still_fit_and_are_given_back_where_not() -> None:
    scenario = waiting(slots_min=0)
    for who, lot, maximum in ((MAX, L1, 60), (MAX, L2, 90), (MIA, L1, 4), (MIA, L3, 30), (NED, L2, 20)):
        assert scenario.proxy(who, maximum, lot=lot) is Code.OK
    assert adopt(scenario, (*lots(5), *lots(1, first=L3)), budget=100) is Code.OK
    left = {who: [(each.lot, each.maximum) for each in scenario.seat(who).proxies] for who in (MAX, MIA, NED)}
    assert left == {MAX: [(L1, 60)], MIA: [(L3, 30)], NED: []}
    ledger = scenario.last.events[0].ledger
    assert {each for each in ledger if each.kind is RELEASE} == {
        LedgerEntry(RELEASE, MAX, 90, L2), LedgerEntry(RELEASE, MIA, 4, L1), LedgerEntry(RELEASE, NED, 20, L2),
    }  # fmt: skip
    assert [scenario.money(who) for who in (MAX, MIA, NED)] == [(40, 60, 0), (70, 30, 0), (100, 0, 0)]


@pytest.mark.parametrize(
    "settings", [{"budget": 70}, {"slots_min": 3, "budget": 91, "slots_max": 3}, {"proxies": False}]
)
def test_seat_gets_all_its_maxima_back_if_it_could_not_leave_them_now(settings: dict[str, Any]) -> None:
    scenario = waiting(slots_min=0)
    scenario.proxy(MAX, 60)
    scenario.proxy(MAX, 31, lot=L2)
    assert adopt(scenario, **settings) is Code.OK
    assert (scenario.seat(MAX).proxies, scenario.seat(MAX).held) == ((), 0)


@pytest.mark.parametrize(("opening", "maximum"), [(60, 60), (61, None)])
def test_maximum_stays_on_a_lot_that_opens_at_it(opening: int, maximum: int | None) -> None:
    scenario = waiting(slots_min=0)
    scenario.proxy(MAX, 60)
    assert adopt(scenario, lots(opening, 1, 1)) is Code.OK
    assert [each.maximum for each in scenario.seat(MAX).proxies] == ([maximum] if maximum else [])


@pytest.mark.parametrize(("budget", "maximum"), [(87, 66), (86, None)])
def test_maximum_stays_where_what_is_left_pays_for_the_rest_of_the_roster(budget: int, maximum: int | None) -> None:
    """Max must have all three: beside the third lot one for 20 and one for 1, beside the first two for 1 each."""
    scenario = waiting(opening=[20, 1, 1], slots_min=3)
    assert scenario.proxy(MAX, 66, lot=L3) is Code.OK
    assert adopt(scenario, lots(20, 1, 1), budget=budget) is Code.OK
    assert [each.maximum for each in scenario.seat(MAX).proxies] == ([maximum] if maximum else [])


def test_maximum_is_given_back_where_the_new_limits_leave_no_place_for_its_lot() -> None:
    scenario = waiting(slots_min=0)
    keepers = (SeatTerms(participant=MAX, budget=200, keepers=((L1, 30),)),)
    assert scenario.do(Table(actor=CARLA, seats=keepers)) is Code.OK
    assert [scenario.proxy(MAX, 5, lot=lot) for lot in (L2, L3)] == [Code.OK] * 2
    named = [replace(lot, groups=(told,)) for lot, told in zip(lots(1, 1, 1), ("GK", "", "GK"), strict=True)]
    assert adopt(scenario, tuple(named), limits="GK: at most 1") is Code.OK
    assert (scenario.seat(MAX).proxies, scenario.money(MAX)) == ((), (170, 0, 30))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"slots_min": 0, "slots_max": 1}, Code.ROSTER_FULL),
        ({"budget": 49}, Code.OVER_BUDGET),
        ({"slots_min": 101, "slots_max": 101}, Code.ROSTER_SIZE),
    ],
)
def test_settings_that_a_keeper_does_not_fit_are_refused_and_change_nothing(
    settings: dict[str, Any], code: Code
) -> None:
    scenario = waiting()
    scenario.do(Table(actor=CARLA, seats=(SeatTerms(participant=MAX, budget=200, keepers=((L1, 30), (L2, 20))),)))
    before = scenario.state
    assert adopt(scenario, **settings) is code
    assert scenario.state == before
    assert scenario.facts["participant"] == MAX


@pytest.mark.parametrize(
    ("named", "code", "facts"),
    [
        (lots(1) * 2, Code.WRONG_STATUS, {"status": "named twice"}),
        ((ListedLot(lot=L1, asset=502, opening_price=1),), Code.WRONG_STATUS, {"status": "named twice"}),
        ((ListedLot(lot=L4, asset=502, opening_price=1),), Code.WRONG_STATUS, {"status": "named twice"}),
        ((ListedLot(lot=L1, asset=999, opening_price=1),), Code.NO_SUCH_LOT, {"lot": L1}),
    ],
)
def test_lots_that_are_none_are_refused(named: tuple[ListedLot, ...], code: Code, facts: dict[str, Any]) -> None:
    scenario = waiting()
    assert (adopt(scenario, named), scenario.facts) == (code, facts)


def test_all_lots_have_to_be_told_of_and_no_new_one_is_set_aside() -> None:
    scenario = waiting()
    settings = scenario.state.auction.settings
    anew = (*lots(1), ListedLot(lot=L4, asset=502, opening_price=1), *lots(1, first=L3))  # L2 has this asset
    for named, aside, lot in ((lots(1, 1), (), L3), (lots(1, 1, 1), lots(1, first=L4), L4), (anew, (), L4)):
        assert scenario.do(AdoptSettings(actor=CARLA, settings=settings, lots=named, aside=aside)) is Code.NO_SUCH_LOT
        assert scenario.facts == {"lot": lot}


def test_keeper_that_is_not_on_the_list_any_more_counts_by_the_new_limits() -> None:
    scenario = waiting(slots_min=0)
    scenario.do(Table(actor=CARLA, seats=(SeatTerms(participant=MAX, budget=200, keepers=((L1, 30),)),)))
    settings = replace(scenario.state.auction.settings, limits="GK: at most 1")
    keeper, *others = (replace(each, groups=("GK",)) for each in lots(1, 1, 1))
    told = AdoptSettings(actor=CARLA, settings=settings, lots=tuple(others), aside=(keeper,))
    assert scenario.do(told) is Code.OK
    assert (scenario.lot(L1).status, scenario.lot(L1).groups) == (LotStatus.SOLD, ("GK",))
    assert scenario.seat(MAX).max_bid == 0


@pytest.mark.parametrize(
    ("positions", "limits", "most"),
    [
        (("GK", "", "GK"), "GK: at least 1", 200),  # the lot that comes next is the GK
        (("", "GK", "GK"), "GK: at least 1", 199),  # it is not any more: the list gives its position to another
        (("GK", "", "GK"), "GK: at least 2", 199),  # it still is, and another one must be had
    ],
)
def test_bids_are_limited_by_what_the_list_and_the_limits_say_now(
    positions: tuple[str, ...], limits: str, most: int
) -> None:
    """As many of each position come up as before, so that nothing seems to have changed."""
    scenario = waiting(limits="GK: at least 1", listed=("GK", "", "GK"))
    assert scenario.seat(MAX).max_bid == 200
    named = tuple(replace(lot, groups=(told,)) for lot, told in zip(lots(1, 1, 1), positions, strict=True))
    assert adopt(scenario, named, limits=limits) is Code.OK
    assert scenario.seat(MAX).max_bid == most


def test_only_a_commissioner_changes_an_auction_and_only_while_it_waits() -> None:
    scenario = waiting()
    settings = scenario.state.auction.settings
    assert scenario.do(AdoptSettings(actor=seat_of(MAX), settings=settings, lots=lots(1))) is Code.FORBIDDEN
    assert adopt(Scenario()) is Code.WRONG_STATUS


def test_order_that_is_named_is_the_queue_and_places_move_only_where_they_must() -> None:
    scenario = waiting()
    adopt(scenario, lot_seconds=9)
    assert [lot.place for lot in scenario.state.queued()] == [0, 0, 0]
    scenario.do(MoveLot(actor=CARLA, lot=L3, position=1))
    assert adopt(scenario) is Code.OK
    assert [lot.id for lot in scenario.state.queued()] == [L1, L2, L3]
