"""The audit's ledger names what is wrong with a journal's entries, and finds nothing in right ones."""

from dataclasses import replace

import pytest

from auctions.audit.checks import compare_tables
from auctions.audit.ledger import Account, Ledger, check_one_open_lot
from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionState, LotStatus
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario

SECOND_LOT = FIRST_LOT + 1
HOLD = LedgerEntry(LedgerEntryKind.HOLD, MAX, 7, FIRST_LOT)


def ledger_of(scenario: Scenario) -> Ledger:
    """The ledger after all events of a scenario in which nothing is wrong."""
    ledger = Ledger()
    state = scenario.state
    assert [
        sentence for event in scenario.events[:1] for sentence in ledger.apply_event(event, _before(scenario))
    ] == []
    for event in scenario.events[1:]:
        for entry in event.ledger:
            assert list(ledger._post(entry)) == []
    assert list(ledger.apply_event(replace(scenario.events[-1], ledger=()), state)) == []
    return ledger


def _before(scenario: Scenario) -> AuctionState:
    first = scenario.events[0]
    return AuctionState.of(
        seq=1, epoch=1, auction=scenario.state.auction, lots=first.lots, participants=first.participants
    )


def led() -> Scenario:
    """Max leads the first lot at 7."""
    scenario = Scenario()
    scenario.bid(MAX, 7)
    return scenario


def sold() -> Scenario:
    """Max has the first lot for 7."""
    scenario = Scenario()
    scenario.sell(MAX, 7)
    return scenario


def test_books_of_a_sale_undone_are_those_of_before() -> None:
    scenario = sold()
    assert ledger_of(scenario).accounts[MAX] == Account(granted=200, spent=7)
    scenario.undo(at=60_000)
    ledger = ledger_of(scenario)
    assert (ledger.accounts[MAX], ledger.holds, ledger.sales) == (Account(granted=200), {}, {})


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            LedgerEntry(LedgerEntryKind.HOLD, MAX, 8, FIRST_LOT),
            f"participant {MAX} gets a second hold on lot {FIRST_LOT} while one is open",
        ),
        (
            LedgerEntry(LedgerEntryKind.HOLD, MIA, 8, FIRST_LOT),
            f"the hold of participant {MIA} on lot {FIRST_LOT} is another by the ledger",
        ),
        (
            LedgerEntry(LedgerEntryKind.RELEASE, MAX, 7, SECOND_LOT),
            f"the release for participant {MAX} on lot {SECOND_LOT} resolves no hold of theirs",
        ),
        (
            LedgerEntry(LedgerEntryKind.RELEASE, MIA, 7, FIRST_LOT),
            f"the release for participant {MIA} on lot {FIRST_LOT} resolves no hold of theirs",
        ),
        (
            LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 8, FIRST_LOT),
            f"the capture for participant {MAX} on lot {FIRST_LOT} is more than what is held",
        ),
        (
            LedgerEntry(LedgerEntryKind.REVERSE, MAX, 7, FIRST_LOT),
            f"the reverse of 7 for participant {MAX} on lot {FIRST_LOT} undoes no such sale",
        ),
        (LedgerEntry(LedgerEntryKind.GRANT, MAX, 0), f"the grant for participant {MAX} is of 0, which moves nothing"),
        (LedgerEntry(LedgerEntryKind.GRANT, MAX, 5), f"participant {MAX} has 200 granted, and by the ledger 205"),
        (
            LedgerEntry(LedgerEntryKind.RELEASE, MAX, 3, FIRST_LOT),
            f"participant {MAX} has another amount held than by the ledger",
        ),
        (LedgerEntry(LedgerEntryKind.GRANT, 99, 5), "the ledger moves money of participant 99, who has no seat"),
        (LedgerEntry(LedgerEntryKind.HOLD, MAX, 5, 999), "the ledger knows lot 999, which is not in this auction"),
    ],
)
def test_entry_too_many_is_named(entry: LedgerEntry, sentence: str) -> None:
    scenario = led()
    event = replace(scenario.events[-1], ledger=(entry,))
    assert sentence in list(ledger_of(scenario).apply_event(event, scenario.state))


def test_difference_is_named_once() -> None:
    scenario = led()
    ledger = ledger_of(scenario)
    event = replace(scenario.events[-1], ledger=(LedgerEntry(LedgerEntryKind.GRANT, MAX, 5),))
    assert len(list(ledger.apply_event(event, scenario.state))) == 2  # granted, and with it available
    assert list(ledger.apply_event(replace(event, ledger=()), scenario.state)) == []


def test_capture_without_a_hold_and_a_second_sale_are_named() -> None:
    scenario = sold()
    event = replace(scenario.events[-2], ledger=(LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 7, FIRST_LOT),))
    assert list(ledger_of(scenario).apply_event(event, scenario.state))[:2] == [
        f"the capture for participant {MAX} on lot {FIRST_LOT} resolves no hold of theirs",
        f"lot {FIRST_LOT} is sold a second time, while participant {MAX} owns it",
    ]


def test_hold_of_which_the_price_is_captured_must_release_the_rest() -> None:
    ledger = Ledger()
    scenario = led()
    grant = LedgerEntry(LedgerEntryKind.GRANT, MAX, 200)
    entries = (grant, HOLD, LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 5, FIRST_LOT))
    event = replace(scenario.events[-1], ledger=entries)
    assert f"the hold of participant {MAX} on lot {FIRST_LOT} is another by the ledger" in list(
        ledger.apply_event(event, scenario.state)
    )


def test_amount_below_nothing_is_named() -> None:
    scenario = led()
    poor = replace(scenario.seat(MAX), granted=0)
    state = replace(scenario.state, participants={**scenario.state.participants, MAX: poor})
    assert f"participant {MAX} has -7 available" in list(ledger_of(scenario).apply_event(scenario.events[-1], state))


def test_hold_left_at_the_end_is_named() -> None:
    assert list(ledger_of(led()).unresolved_holds()) == [
        f"the hold of participant {MAX} on lot {FIRST_LOT} was never resolved, though the auction is over"
    ]
    assert list(ledger_of(sold()).unresolved_holds()) == []


def test_two_open_lots_of_a_live_auction_are_named() -> None:
    scenario = led()
    lots = {**scenario.state.lots, SECOND_LOT: replace(scenario.lot(SECOND_LOT), status=LotStatus.OPEN)}
    state = replace(scenario.state, lots=lots, open_lots=(FIRST_LOT, SECOND_LOT))
    assert list(check_one_open_lot(state)) == [
        f"lots {FIRST_LOT}, {SECOND_LOT} are open at the same time in a live auction"
    ]


# Trades ---------------------------------------------------------------------------------------------
def test_what_is_paid_in_a_trade_and_not_received_is_named() -> None:
    scenario = sold()
    event = replace(
        scenario.events[-1],
        ledger=(LedgerEntry(LedgerEntryKind.PAY, MAX, 7), LedgerEntry(LedgerEntryKind.RECEIVE, MIA, 6)),
    )
    sentences = list(ledger_of(scenario).apply_event(event, scenario.state))
    assert sentences[0] == "7 is paid in a trade, and 6 received"
    assert f"participant {MAX} has another amount available than by the ledger" in sentences
    assert f"participant {MIA} has 0 adjusted, and by the ledger 6" in sentences


@pytest.mark.parametrize(("lot", "amount"), [(FIRST_LOT, 6), (SECOND_LOT, 7)])
def test_refund_of_another_amount_than_the_price_is_named(lot: int, amount: int) -> None:
    scenario = sold()
    event = replace(scenario.events[-1], ledger=(LedgerEntry(LedgerEntryKind.REFUND, MAX, amount, lot),))
    sentences = list(ledger_of(scenario).apply_event(event, scenario.state))
    assert sentences[0] == f"the refund of {amount} for lot {lot} is not what it was sold for"


# Maxima -----------------------------------------------------------------------------------------------
def test_books_of_maxima_hold_all_of_each_and_name_nothing() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 50)
    scenario.proxy(MAX, 60, lot=SECOND_LOT)
    scenario.proxy(MIA, 70, lot=SECOND_LOT)
    ledger = ledger_of(scenario)
    assert ledger.holds == {(FIRST_LOT, MAX): 50, (SECOND_LOT, MAX): 60, (SECOND_LOT, MIA): 70}


def test_no_sentence_tells_how_high_a_maximum_is() -> None:
    """An operator reads them."""
    scenario = Scenario()
    scenario.proxy(MAX, 53)
    seat = replace(
        scenario.seat(MAX), held=59, secret=58, proxies=(replace(scenario.seat(MAX).proxies[0], maximum=59),)
    )
    state = replace(scenario.state, participants={**scenario.state.participants, MAX: seat})
    sentences = list(ledger_of(scenario).apply_event(scenario.events[-1], state))
    sentences += compare_tables(scenario.state, state)
    assert sentences
    told = " ".join(sentences)
    assert not any(str(amount) in told for amount in (53, 59, 58, 200 - 53, 200 - 59))
