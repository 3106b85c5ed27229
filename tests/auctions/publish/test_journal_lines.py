"""Lines in the log: what each kind of event leaves there."""

import re
from pathlib import Path

from auctions.publish.journal_lines import LINES, NOT_LOGGED, line_of
from auctions.rules.codes import Code
from auctions.rules.commands import (
    AddLot,
    AdjustBudget,
    AdoptSettings,
    AwardAsset,
    Begin,
    BidFor,
    ChangeClock,
    ChangePace,
    ChangeSeats,
    Command,
    CorrectSale,
    DropAsset,
    ListedLot,
    MoveLot,
    PutUpAgain,
    RetractBid,
    SeatTerms,
    SellNow,
    SkipLot,
    TakeBackBid,
    TakeSeat,
    WithdrawLot,
)
from auctions.rules.events import EventKind
from tests.auctions.rules.nominations.games import game, whose_turn
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

REASON = "So it is"
DOCS = (Path(__file__).parents[3] / "docs" / "observability.md").read_text("utf-8")
OF_A_LOT = {"userId", "lotId", "lotNumber", "assetId", "bids"}
"""What the table means by *the same*."""


def documented() -> dict[str, set[str]]:
    """The keys of each line of an auction's life, by its name, but for those of auction and league."""
    section = DOCS.split("### The life of an auction")[1].split("###")[0]
    found: dict[str, set[str]] = {}
    for line in section.splitlines():
        if line.startswith("| `"):
            names, keys = line.split("|")[1:3]
            keys = re.sub(r"\([^)]*\)", "", keys)
            told = set(re.findall(r"`(\w+)`", keys)) | (OF_A_LOT if "the same" in keys else set())
            found |= dict.fromkeys(re.findall(r"`([\w.]+)`", names), told)
    return found


def test_every_kind_of_event_has_a_line_or_a_reason_for_none() -> None:
    assert set(LINES) | set(NOT_LOGGED) == set(EventKind)
    assert set(LINES) & set(NOT_LOGGED) == set()
    assert all(NOT_LOGGED.values())


def play_powers() -> Scenario:
    """Lots in order, and everything that a commissioner and managers can do there."""
    played = Scenario(lots=9, slots_min=0, retract_bids=True, begun=False, unsold_rounds=1, early_end=False)

    def do(command: type[Command], at: int, **fields: object) -> None:
        actor = fields.pop("actor", CARLA)
        assert played.do(command(actor=actor, reason=REASON, **fields), at) is Code.OK, command  # type: ignore[arg-type]

    do(TakeSeat, 0, participant=9, member=99)
    lots = [
        ListedLot(lot=lot.id, asset=lot.asset, opening_price=lot.opening_price) for lot in played.state.lots.values()
    ]
    do(AdoptSettings, 0, settings=played.state.auction.settings, lots=tuple(lots))
    do(ChangeSeats, 0, seats=(SeatTerms(participant=9, budget=50, keepers=((FIRST_LOT + 8, 3),)),))
    do(Begin, 0)
    played.away(NED)
    played.away(NED, away=False)
    played.bid(MAX, 2)
    do(BidFor, 1_000, lot=FIRST_LOT, participant=MIA, amount=3, arrived=T + 1_000)
    do(TakeBackBid, 2_000, lot=FIRST_LOT, participant=MIA)
    do(RetractBid, 2_000, lot=FIRST_LOT, arrived=T + 2_000, actor=seat_of(MAX))
    do(AdjustBudget, 2_000, participant=MIA, amount=5)
    do(MoveLot, 2_000, lot=FIRST_LOT + 3, position=1)
    do(AwardAsset, 2_000, lot=FIRST_LOT + 5, participant=MIA, price=4)
    do(CorrectSale, 2_000, lot=FIRST_LOT + 5, participant=MAX, price=6)
    do(WithdrawLot, 2_000, lot=FIRST_LOT + 6)
    do(PutUpAgain, 2_000, lot=FIRST_LOT + 6)
    do(AddLot, 2_000, lot=FIRST_LOT + 9, asset=599, opening_price=1)
    do(SkipLot, 2_000, lot=FIRST_LOT)
    played.tick(6_000)
    [lot] = played.state.open_lots
    played.stall((6_100, 6_900), at=7_000)
    do(ChangeClock, 7_000, lot=lot, seconds=30)
    played.pause(8_000)
    played.resume(9_000)
    played.bid(MAX, 2, lot=lot, at=13_000)
    do(SellNow, 13_000, lot=lot)
    played.tick(13_300)
    assert played.undo(lot, at=14_000) is Code.OK
    at = 16_300
    do(ChangePace, at, format="slow", slow_lot_minutes=1, slow_reset_minutes=1)
    while not played.status.over:
        at += 40_000
        played.tick(at)
    owned = next(slot.lot for slot in played.seat(MAX).roster)
    do(DropAsset, at, participant=MAX, lot=owned, refund=True)
    return played


def play_turns() -> Scenario:
    """Lots put up in turn."""
    played = game()
    played.stall((1_000, 2_000), at=3_000)
    played.nominate(whose_turn(played), at=4_000)
    played.cancel(at=5_000)
    return played


def test_lines_have_the_names_and_keys_that_are_documented() -> None:
    logged: dict[str, set[str]] = {}
    for played in (play_powers(), play_turns()):
        for event in played.events:
            if line := line_of(played.state, event):
                name, keys = line
                assert logged.setdefault(name, set(keys)) == set(keys)
    # Commands that were refused (`test_telemetry.py`), and what the clock sees (`test_clock.py`).
    of_no_event = {"bid.failed", "nomination.failed", "seat.line_lost"}
    assert logged == {name: keys for name, keys in documented().items() if name not in of_no_event}
