"""The table of seats: own money, own rosters' sizes, keepers; worked examples by hand."""

from dataclasses import replace
from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    AwardAsset,
    Begin,
    ChangeSeats,
    CorrectSale,
    SeatTerms,
    TakeSeat,
    WithdrawLot,
)
from auctions.rules.creation import create_state
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.powers.seat_table import terms_of
from auctions.rules.state import LotStatus, ParticipantState, Slot
from leagues.settings.auction import AuctionSettings
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

L1, L2, L3, L4 = range(FIRST_LOT, FIRST_LOT + 4)
GRANT, REVOKE, HOLD, CAPTURE, REVERSE, RELEASE = (
    LedgerEntryKind.GRANT, LedgerEntryKind.REVOKE, LedgerEntryKind.HOLD, LedgerEntryKind.CAPTURE,
    LedgerEntryKind.REVERSE, LedgerEntryKind.RELEASE,
)  # fmt: skip


def terms(
    who: int, budget: int, *keepers: tuple[int, int], least: int | None = None, most: int | None = None
) -> SeatTerms:
    return SeatTerms(participant=who, budget=budget, slots_min=least, slots_max=most, keepers=keepers)


def table(scenario: Scenario, *seats: SeatTerms) -> Code:
    return scenario.do(ChangeSeats(actor=CARLA, seats=seats, reason="As in the auction of 2025"))


def waiting(**settings: int) -> Scenario:
    return Scenario(begun=False, **{"lots": 12, "budget": 200, "slots_min": 8, "slots_max": 8, **settings})  # type: ignore[arg-type] # all are whole


@pytest.mark.parametrize(
    ("budget", "least", "most", "keepers", "limit"),
    [
        (200, None, None, (), 193),  # as the settings say: seven more slots at 1
        (41, None, None, (), 34),  # the smallest purse of ten
        (110, None, None, (), 103),
        (200, 3, 3, (), 198),
        (200, 0, 12, (), 200),
        (200, 12, 12, (), 189),
        (200, None, None, ((L1, 50),), 144),  # 150 left, six more slots
        (200, None, None, ((L1, 50), (L2, 30)), 115),
        (200, 2, 2, ((L1, 50), (L2, 30)), 0),  # full from the beginning
        (200, 3, 3, ((L1, 50), (L2, 150)), 0),  # nothing left to pay the third with
        (80, 3, 4, ((L1, 50), (L2, 10)), 20),
    ],
)
def test_limit_follows_from_the_seats_own_money_slots_and_keepers(
    budget: int, least: int | None, most: int | None, keepers: tuple[tuple[int, int], ...], limit: int
) -> None:
    scenario = waiting()
    assert table(scenario, terms(MAX, budget, *keepers, least=least, most=most)) is Code.OK
    max_, cost = scenario.seat(MAX), sum(price for _, price in keepers)
    assert (max_.granted, max_.available, max_.held, max_.spent) == (budget, budget - cost, 0, cost)
    assert max_.max_bid == limit
    assert scenario.seat(MIA).granted == 200
    assert scenario.do(Begin(actor=CARLA)) is Code.OK
    up = scenario.state.open_lots[0]
    assert scenario.bid(MAX, limit + 1, lot=up) in {Code.OVER_MAX_BID, Code.ROSTER_FULL}
    assert limit == 0 or scenario.bid(MAX, limit, lot=up) is Code.OK


def test_keeper_is_owned_paid_for_and_never_comes_up() -> None:
    scenario = waiting(lots=3, slots_min=1, slots_max=3, unsold_rounds=1)
    assert table(scenario, terms(MAX, 100, (L2, 30)), terms(MIA, 90)) is Code.OK
    assert scenario.told() == [
        (EventKind.SEATS_CHANGED, {"changed": 2, "reason": "As in the auction of 2025"}),
        (EventKind.ASSET_KEPT, {"lot": L2, "participant": MAX, "price": 30}),
    ]
    changed, kept = scenario.last.events
    assert changed.ledger == (LedgerEntry(REVOKE, MAX, 100), LedgerEntry(REVOKE, MIA, 110))
    assert kept.ledger == (LedgerEntry(HOLD, MAX, 30, L2), LedgerEntry(CAPTURE, MAX, 30, L2))
    lot = scenario.lot(L2)
    assert (scenario.state.owner_of(L2), lot.price, lot.sold_for, lot.kept) == (MAX, 30, 30, True)
    assert scenario.seat(MAX).roster == (Slot(L2, lot.asset, 30),)
    scenario.do(Begin(actor=CARLA))
    at = scenario.sell(MIA, 5, at=1_000)
    assert scenario.state.open_lots == (L3,)
    scenario.sell(MAX, 6, lot=L3, at=at + 1_000)
    assert [lot.status for lot in scenario.state.lots.values()] == [LotStatus.SOLD] * 3
    assert scenario.money(MAX) == (64, 0, 36)


def test_table_is_said_again_and_changes_what_it_says_differently() -> None:
    scenario = waiting()
    table(scenario, terms(MAX, 100, (L1, 30), (L2, 20)))
    assert table(scenario, terms(MAX, 120, (L2, 25), (L3, 5)), terms(MIA, 200)) is Code.OK
    assert scenario.kinds() == [EventKind.SEATS_CHANGED, EventKind.ASSET_KEPT, EventKind.ASSET_KEPT]
    assert scenario.last.events[0].ledger == (
        LedgerEntry(REVERSE, MAX, 30, L1), LedgerEntry(REVERSE, MAX, 20, L2), LedgerEntry(GRANT, MAX, 20),
    )  # fmt: skip
    lot = scenario.lot(L1)
    assert (lot.status, lot.keeper, lot.closed_seq) == ("queued", False, None)
    assert (lot.price, lot.sold_to, lot.sold_for) == (None, None, None)
    assert [(slot.lot, slot.price) for slot in scenario.seat(MAX).roster] == [(L2, 25), (L3, 5)]
    assert table(scenario, terms(MAX, 120, (L3, 5), (L2, 25))) is Code.OK
    [same] = scenario.last.events
    assert (same.participants, same.ledger, same.detail["changed"]) == ((), (), 0)
    for changed in (1, 0):
        assert table(scenario, terms(MIA, 200, least=2, most=5)) is Code.OK
        assert scenario.last.events[0].detail["changed"] == changed


def test_keepers_change_hands_within_one_table() -> None:
    scenario = waiting()
    table(scenario, terms(MAX, 100, (L1, 30)), terms(MIA, 100, (L2, 20)))
    assert table(scenario, terms(MAX, 100, (L2, 20)), terms(MIA, 100, (L1, 30))) is Code.OK
    assert (scenario.state.owner_of(L1), scenario.state.owner_of(L2)) == (MIA, MAX)
    assert scenario.state.auction.lots_sold == 2


def test_seat_that_changes_gets_its_maxima_back_and_so_does_whoever_wanted_a_keeper() -> None:
    scenario = waiting(slots_min=0)
    for who, lot in ((MAX, L1), (MAX, L2), (MIA, L1), (MIA, L3), (NED, L3)):
        assert scenario.proxy(who, 60, lot=lot) is Code.OK
    assert table(scenario, terms(MAX, 50), terms(NED, 200, (L1, 9))) is Code.OK
    left = {who: [each.lot for each in scenario.seat(who).proxies] for who in (MAX, MIA, NED)}
    assert left == {MAX: [], MIA: [L3], NED: []}
    assert [scenario.seat(who).held for who in (MAX, MIA, NED)] == [0, 60, 0]


@pytest.mark.parametrize(
    "row",
    [
        terms(MAX, 0, least=0),
        terms(MAX, 10**9),
        terms(MAX, 50, (L1, 30), (L2, 20)),
        terms(MAX, 50, least=0, most=1),
        terms(MAX, 50, most=100),
        terms(MAX, 50, (L1, 1), least=1, most=1),
    ],
    ids=["no money", "most money", "all of it kept", "smallest roster", "largest roster", "full roster"],
)
def test_seat_may_have_the_least_and_the_most_of_everything(row: SeatTerms) -> None:
    scenario = waiting()
    assert table(scenario, row) is Code.OK
    assert terms_of(scenario.state, MAX) == row


@pytest.mark.parametrize(
    ("rows", "code", "facts"),
    [
        ([terms(MAX, 50, (L1, 30), (L2, 21))], Code.OVER_BUDGET, {"participant": MAX, "amount": 51, "budget": 50}),
        ([terms(MAX, 10**9 + 1)], Code.OVER_BUDGET, {"participant": MAX, "amount": 0, "budget": 10**9 + 1}),
        (
            [terms(MAX, 50, (L1, 1), (L2, 1), least=0, most=1)],
            Code.ROSTER_FULL,
            {"participant": MAX, "filled": 2, "slots": 1},
        ),
        ([terms(MAX, 50, least=3, most=2)], Code.ROSTER_SIZE, {"participant": MAX, "least": 3, "most": 2}),
        ([terms(MAX, 50, least=9)], Code.ROSTER_SIZE, {"participant": MAX, "least": 9, "most": 8}),
        ([terms(MAX, 50, least=0, most=0)], Code.ROSTER_SIZE, {"participant": MAX, "least": 0, "most": 0}),
        ([terms(MAX, 50, most=101)], Code.ROSTER_SIZE, {"participant": MAX, "least": 8, "most": 101}),
        ([terms(MAX, 50, (L1, 0))], Code.TOO_LOW, {"price": None, "leader": None, "min_next": 1}),
        ([terms(MAX, 50, (999, 1))], Code.NO_SUCH_LOT, {"lot": 999}),
        ([terms(MAX, 50, (L4, 1))], Code.WRONG_STATUS, {"status": "withdrawn"}),
        ([terms(MAX, 50, (L1, 1)), terms(MIA, 50, (L1, 1))], Code.KEPT_TWICE, {"asset": 501}),
        ([terms(MAX, 50, (L1, 1), (L1, 2))], Code.KEPT_TWICE, {"asset": 501}),
        ([terms(MAX, 50, (L3, 1))], Code.KEPT_TWICE, {"asset": 503}),  # Ned keeps it, whom the table doesn't name
        ([terms(MAX, 50), terms(MAX, 60)], Code.WRONG_STATUS, {"status": "named twice"}),
        ([terms(77, 50)], Code.NOT_A_PARTICIPANT, {}),
    ],
)
def test_table_that_cannot_be_played_changes_nothing_at_all(
    rows: list[SeatTerms], code: Code, facts: dict[str, Any]
) -> None:
    scenario = waiting()
    table(scenario, terms(NED, 100, (L3, 9)))
    scenario.do(WithdrawLot(actor=CARLA, lot=L4, reason="Injured"))
    before = scenario.state
    assert table(scenario, *([terms(MIA, 123)] if all(each.participant != MIA for each in rows) else []), *rows) is code
    assert (scenario.facts, scenario.state) == (facts, before)


def test_table_is_the_commissioners_and_only_while_the_auction_waits() -> None:
    scenario = waiting()
    assert scenario.do(ChangeSeats(actor=seat_of(MAX), seats=(terms(MAX, 999),))) is Code.FORBIDDEN
    scenario.do(Begin(actor=CARLA))
    assert (table(scenario, terms(MAX, 100)), scenario.facts) == (Code.WRONG_STATUS, {"status": "active"})


def test_keeper_is_taken_back_corrected_and_refunded_as_any_sale() -> None:
    scenario = waiting(slots_min=1)
    table(scenario, terms(MAX, 100, (L1, 30), (L2, 20)))
    scenario.do(Begin(actor=CARLA))
    assert scenario.undo(L1) is Code.OK
    assert (scenario.lot(L1).status, scenario.lot(L1).kept, scenario.seat(MAX).available) == ("queued", False, 80)
    correction = CorrectSale(actor=CARLA, lot=L2, participant=MIA, price=15, reason="Hers")
    assert scenario.do(correction) is Code.OK
    assert (scenario.seat(MAX).available, scenario.seat(MIA).available) == (100, 185)
    assert scenario.cancel() is Code.OK
    assert [scenario.money(who) for who in (MAX, MIA)] == [(100, 0, 0), (200, 0, 0)]


def test_full_roster_is_full_by_the_seats_own_size() -> None:
    scenario = Scenario(lots=5, seats=2, slots_min=0, slots_max=3, break_seconds=0, begun=False)
    table(scenario, terms(MAX, 100, (L1, 5), least=0, most=1), terms(MIA, 100, most=2))
    scenario.do(Begin(actor=CARLA))
    award = AwardAsset(actor=CARLA, lot=L3, participant=MAX, price=1, reason="A gift")
    assert scenario.do(award) is Code.ROSTER_FULL
    assert scenario.facts == {"participant": MAX, "filled": 2, "slots": 1}
    at = scenario.sell(MIA, 5, lot=L2, at=1_000)
    scenario.sell(MIA, 5, lot=L3, at=at + 1_000)
    assert scenario.status == "completed", "Mia's two places are filled, so nobody can bid on the rest"


def test_late_seat_has_the_money_that_the_commissioner_says() -> None:
    scenario = Scenario(budget=200)
    assert scenario.do(TakeSeat(actor=CARLA, participant=9, member=19, budget=120)) is Code.OK
    assert scenario.do(TakeSeat(actor=SYSTEM, participant=8, member=18)) is Code.WRONG_STATUS
    assert scenario.do(TakeSeat(actor=CARLA, participant=8, member=18)) is Code.OK
    assert [scenario.seat(who).granted for who in (9, 8)] == [120, 200]


def test_keepers_are_within_the_limits_of_a_roster() -> None:
    listed = ["GK Leeds ENG", "GK Derby ENG", "DEF Derby ENG", "DEF Derby ENG"]
    scenario = Scenario(
        lots=4, listed=listed, limits="GK: at most 1, each club: at most 2", slots_min=0, slots_max=4, begun=False
    )
    assert table(scenario, terms(MAX, 100, (L1, 5), (L2, 5))) is Code.POSITION_FULL
    assert table(scenario, terms(MAX, 100, (L2, 5), (L3, 5), (L3 + 1, 5))) is Code.GROUP_FULL
    assert scenario.facts == {"participant": MAX, "attribute": "club", "group": "Derby", "most": 2}
    assert table(scenario, terms(MAX, 100, (L1, 5), (L3, 5), (L3 + 1, 5))) is Code.OK


@pytest.mark.parametrize(
    ("keepers", "code"),
    [
        ([(L2, 9), (L3, 9)], Code.OK),
        ([(L2, 9)], Code.OK),
        ([(L3, 8)], Code.OK),
        ([], Code.OK),
        ([(L2, 9), (L3, 8)], Code.POSITION_FULL),  # it would be kept anew
        ([(L2, 9), (L3, 9), (L1, 1)], Code.POSITION_FULL),
        ([(L2, 9), (L1, 1)], Code.POSITION_FULL),
    ],
)
def test_what_was_brought_along_under_other_limits_may_stay_and_grows_no_more(
    keepers: list[tuple[int, int]], code: Code
) -> None:
    """Max has two GKs from an auction that knew no limits, and by now one is the most."""
    brought: dict[str, Any] = {"status": LotStatus.SOLD, "price": 9, "sold_to": MAX, "sold_for": 9, "closed_seq": 1}
    first, *others = (replace(lot, groups=("GK",)) for lot in waiting(lots=3).state.lots.values())
    scenario = waiting()
    scenario.state, _ = create_state(
        replace(scenario.state.auction, settings=AuctionSettings(limits="GK: at most 1", slots_min=0, slots_max=4)),
        [first, *(replace(lot, **brought) for lot in others)],
        [ParticipantState(id=each, member=10 + each) for each in (MAX, MIA)],
        now=T,
        actor=None,
    )
    assert table(scenario, terms(MAX, 100, *keepers), terms(MIA, 90)) is code
    assert scenario.seat(MIA).granted == (90 if code is Code.OK else 200)
