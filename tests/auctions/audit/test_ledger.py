"""The books name what is wrong with a ledger, and find nothing in a right one."""

from dataclasses import replace

import pytest

from auctions.audit.ledger import Account, Ledger, one_open_lot
from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionState, LotStatus
from tests.auctions.rules.play import FIRST_LOT, MAX, MIA, Play

SECOND_LOT = FIRST_LOT + 1
HOLD = LedgerEntry(LedgerEntryKind.HOLD, MAX, 7, FIRST_LOT)


def books_of(play: Play) -> Ledger:
    """The books after all events of a game, in which nothing is wrong."""
    books = Ledger()
    state = play.state
    assert [sentence for event in play.events[:1] for sentence in books.enter(event, _before(play))] == []
    for event in play.events[1:]:
        for entry in event.ledger:
            assert list(books._enter(entry)) == []
    assert list(books.enter(replace(play.events[-1], ledger=()), state)) == []
    return books


def _before(play: Play) -> AuctionState:
    first = play.events[0]
    return AuctionState.of(seq=1, epoch=1, auction=play.state.auction, lots=first.lots, participants=first.participants)


def led() -> Play:
    """Max leads the first lot at 7."""
    play = Play()
    play.bid(MAX, 7)
    return play


def sold() -> Play:
    """Max has the first lot for 7."""
    play = Play()
    play.sell(MAX, 7)
    return play


def test_books_of_a_sale_undone_are_those_of_before() -> None:
    play = sold()
    assert books_of(play).accounts[MAX] == Account(granted=200, spent=7)
    play.undo(at=60_000)
    books = books_of(play)
    assert (books.accounts[MAX], books.holds, books.sales) == (Account(granted=200), {}, {})


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            LedgerEntry(LedgerEntryKind.HOLD, MIA, 8, FIRST_LOT),
            f"lot {FIRST_LOT} gets a second hold while one of 7 is open",
        ),
        (
            LedgerEntry(LedgerEntryKind.RELEASE, MAX, 7, SECOND_LOT),
            f"the release of 7 for participant {MAX} on lot {SECOND_LOT} resolves no hold",
        ),
        (
            LedgerEntry(LedgerEntryKind.RELEASE, MIA, 7, FIRST_LOT),
            f"the release of 7 for participant {MIA} on lot {FIRST_LOT} resolves the hold of participant {MAX}",
        ),
        (
            LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 8, FIRST_LOT),
            f"the capture of 8 for participant {MAX} on lot {FIRST_LOT} is more than the hold of 7",
        ),
        (
            LedgerEntry(LedgerEntryKind.REVERSE, MAX, 7, FIRST_LOT),
            f"the reverse of 7 for participant {MAX} on lot {FIRST_LOT} undoes no such sale",
        ),
        (LedgerEntry(LedgerEntryKind.GRANT, MAX, 0), f"the grant for participant {MAX} is of 0, which moves nothing"),
        (LedgerEntry(LedgerEntryKind.GRANT, MAX, 5), f"participant {MAX} has 200 granted, and by the ledger 205"),
        (LedgerEntry(LedgerEntryKind.RELEASE, MAX, 3, FIRST_LOT), f"participant {MAX} has 7 held, and by the ledger 4"),
        (LedgerEntry(LedgerEntryKind.GRANT, 99, 5), "the ledger moves money of participant 99, who has no seat"),
        (LedgerEntry(LedgerEntryKind.HOLD, MAX, 5, 999), "the ledger knows lot 999, which is not in this auction"),
    ],
)
def test_entry_too_many_is_named(entry: LedgerEntry, sentence: str) -> None:
    play = led()
    event = replace(play.events[-1], ledger=(entry,))
    assert sentence in list(books_of(play).enter(event, play.state))


def test_difference_is_named_once() -> None:
    play = led()
    books = books_of(play)
    event = replace(play.events[-1], ledger=(LedgerEntry(LedgerEntryKind.GRANT, MAX, 5),))
    assert len(list(books.enter(event, play.state))) == 2  # granted, and with it available
    assert list(books.enter(replace(event, ledger=()), play.state)) == []


def test_capture_without_a_hold_and_a_second_sale_are_named() -> None:
    play = sold()
    event = replace(play.events[-2], ledger=(LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),))
    assert list(books_of(play).enter(event, play.state))[:2] == [
        f"the capture of 7 for participant {MAX} on lot {FIRST_LOT} resolves no hold",
        f"lot {FIRST_LOT} is sold a second time, while participant {MAX} owns it",
    ]


def test_hold_of_which_the_price_is_captured_must_release_the_rest() -> None:
    books = Ledger()
    play = led()
    grant = LedgerEntry(LedgerEntryKind.GRANT, MAX, 200)
    entries = (grant, HOLD, LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 5, FIRST_LOT))
    event = replace(play.events[-1], ledger=entries)
    assert f"the hold on lot {FIRST_LOT} is 7 of participant {MAX}, and by the ledger 2 of participant {MAX}" in list(
        books.enter(event, play.state)
    )


def test_amount_below_nothing_is_named() -> None:
    play = led()
    poor = replace(play.seat(MAX), granted=0)
    state = replace(play.state, participants={**play.state.participants, MAX: poor})
    assert f"participant {MAX} has -7 available" in list(books_of(play).enter(play.events[-1], state))


def test_hold_left_at_the_end_is_named() -> None:
    assert list(books_of(led()).unresolved()) == [
        f"the hold of 7 on lot {FIRST_LOT} was never resolved, though the auction is over"
    ]
    assert list(books_of(sold()).unresolved()) == []


def test_two_open_lots_of_a_live_auction_are_named() -> None:
    play = led()
    lots = {**play.state.lots, SECOND_LOT: replace(play.lot(SECOND_LOT), status=LotStatus.OPEN)}
    state = replace(play.state, lots=lots, open_lots=(FIRST_LOT, SECOND_LOT))
    assert list(one_open_lot(state)) == [f"lots {FIRST_LOT}, {SECOND_LOT} are open at the same time in a live auction"]


# Trades ---------------------------------------------------------------------------------------------
def test_what_is_paid_in_a_trade_and_not_received_is_named() -> None:
    play = sold()
    event = replace(
        play.events[-1], ledger=(LedgerEntry(LedgerEntryKind.PAY, MAX, 7), LedgerEntry(LedgerEntryKind.RECEIVE, MIA, 6))
    )
    found = list(books_of(play).enter(event, play.state))
    assert found[0] == "7 is paid in a trade, and 6 received"
    assert f"participant {MAX} has 193 available, and by the ledger 186" in found
    assert f"participant {MIA} has 0 adjusted, and by the ledger 6" in found


@pytest.mark.parametrize(("lot", "amount"), [(FIRST_LOT, 6), (SECOND_LOT, 7)])
def test_refund_of_another_amount_than_the_price_is_named(lot: int, amount: int) -> None:
    play = sold()
    event = replace(play.events[-1], ledger=(LedgerEntry(LedgerEntryKind.REFUND, MAX, amount, lot),))
    found = list(books_of(play).enter(event, play.state))
    assert found[0] == f"the refund of {amount} for lot {lot} is not what it was sold for"
