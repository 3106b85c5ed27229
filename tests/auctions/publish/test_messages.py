"""The sentences for outcomes."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.utils import translation

from accounts.models import User
from auctions.engine import Outcome
from auctions.models import Auction, Lot
from auctions.publish import messages
from auctions.publish.messages import MONEY, outcome_sentence, short_sentence
from auctions.publish.names import DisplayNames
from auctions.reads import queries
from auctions.rules import decide
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, UndoSale
from auctions.rules.state import AuctionStatus, LotStatus
from leagues.models import League
from tests import cast
from tests.auctions.trade_commands import play_two_sales, seat_of, trade


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pays": 171}, "Max has £170m available, and would pay £171m."),
        ({"pays": -191}, "Mia has £190m available, and would pay £191m."),
        ({"gives": "takes"}, "{second} doesn't belong to Max."),
        (
            {"gives": (), "takes": ()},
            "A trade is between two managers, and at least one asset changes hands, each once.",
        ),
    ],
)
def test_refusal_says_who_is_meant(
    auction: Auction, max_: User, mia: User, fields: dict[str, object], sentence: str
) -> None:
    if fields.get("gives") == "takes":
        fields = {"gives": trade(auction, max_, mia).takes, "takes": ()}
    outcome = cast.do(auction, trade(auction, max_, mia, **fields))  # type: ignore[arg-type] # as above
    second = Lot.objects.get(auction=auction, number=2).asset.name
    assert queries.outcome_payload(auction.pk, outcome)["message"] == sentence.format(second=second)


NAMES = DisplayNames(
    league_name="The Friday League",
    sport="football",
    commissioners={},
    people={1: ("Max", "")},
    assets={501: {"id": "501", "name": "AFC Ajax"}},
    unit="₹ lakh",
)
COUNTS: dict[str, object] = {"slots": 7, "filled": 8, "most": 2, "least": 1, "late_ms": 5678}
OTHERS: dict[str, object] = {
    "status": "open",
    "lot": 51,
    "asset": 501,
    "resumes_at": 9,
    "attribute": "position",
    "group": "GK",
    "missing": {"GK": 1},
    "nomination": True,
}
NUMBERS = {"7", "8", "2", "1", "5.678", "100"}
"""Those that aren't money: counts, seconds, and the largest roster."""


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("amount", [1234, 0])
def test_every_amount_in_a_refusal_has_the_auctions_unit(code: Code, amount: int) -> None:
    """Whoever it is about, and whatever else it tells."""
    amounts = dict.fromkeys(sorted(MONEY), amount)
    for whose in ({}, {"participant": 1}, {"leader": 1}, {"late_ms": None}, {"reserve": 0}):
        sentence = outcome_sentence(code, {**COUNTS, **OTHERS, **amounts, **whose}, NAMES)
        bare = sentence.replace(f"₹{amount:,} lakh", "").replace("₹0 lakh", "")
        assert set(re.findall(r"\d(?:[\d,.]*\d)?", bare)) <= NUMBERS, sentence


@pytest.mark.parametrize("code", list(Code))
def test_every_outcome_has_a_sentence_in_the_readers_language(code: Code) -> None:
    facts = {**COUNTS, **OTHERS, **dict.fromkeys(sorted(MONEY), 1234)}
    for whose in ({}, {"participant": 1}, {"leader": 1}, {"late_ms": None}, {"reserve": 0}):
        said = {*in_each_language(partial(outcome_sentence, code, facts | whose, NAMES))}
        assert len(said) == 2, said
    assert len({*in_each_language(partial(short_sentence, code))}) == 2


def in_each_language(say: Callable[[], str]) -> Iterator[str]:
    for language in ("en", "de"):
        with translation.override(language):
            yield say()


def test_states_stand_in_sentences_as_the_language_has_them_and_numbers_alike_in_all() -> None:
    with translation.override("de"):
        assert outcome_sentence(Code.LOT_CLOSED, {"late_ms": 1500}, NAMES) == (
            "Zu spät: Dein Gebot kam 1.500 s nach dem Ende an."
        )
        assert outcome_sentence(Code.NOT_ACTIVE, {"status": "completed"}, NAMES) == (
            "Bieten geht nicht: Die Auktion ist beendet."
        )
    assert {*map(str, messages._STATUSES)} == {*AuctionStatus, *LotStatus}


def test_every_fact_of_a_refusal_is_known_as_an_amount_or_as_something_else() -> None:
    """Whoever adds a fact says here, or in MONEY, what it is."""
    rules = Path(decide.__file__).parent
    calls = [node for path in rules.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    named = {
        keyword.arg
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "refuse"
        for keyword in call.keywords
    }
    assert named - {None, "participant", "leader"} <= MONEY | set(COUNTS) | set(OTHERS)


def test_full_roster_and_sales_that_stay_are_worded_for_others(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia)
    cast.do(auction, exchange)
    outcome = cast.do(auction, UndoSale(actor=SYSTEM, lot=exchange.gives[0]))
    name = Lot.objects.get(pk=exchange.gives[0]).asset.name
    assert queries.outcome_payload(auction.pk, outcome)["message"] == (
        f"{name} doesn't belong to Max any more, so its sale stays."
    )
    full = Outcome(Code.ROSTER_FULL, 1, {"slots": 3, "filled": 4, "participant": seat_of(auction, mia)})
    assert queries.outcome_payload(auction.pk, full)["message"] == "Mia would own 4, and a roster holds 3."


@pytest.mark.parametrize(
    ("code", "facts", "yours", "theirs"),
    [
        (
            Code.POSITION_FULL,
            {"attribute": "position", "group": "GK", "most": 2},
            "You have 2 GK, and a roster holds no more.",
            "Mia would own more than 2 GK, and a roster holds no more.",
        ),
        (
            Code.GROUP_FULL,
            {"attribute": "country", "group": "not IND", "most": 8},
            "You have 8 not of IND, and a roster holds no more.",
            "Mia would own more than 8 not of IND, and a roster holds no more.",
        ),
        (
            Code.POSITION_NEEDED,
            {"attribute": "position", "missing": {"GK": 1, "DEF": 2}},
            "With this one you could no longer get 1 GK and 2 DEF that your roster must have.",
            "Mia would lack 1 GK and 2 DEF, which a roster must have.",
        ),
        (
            Code.POSITION_NEEDED,
            {"attribute": "position", "missing": {}},
            "With this one you could no longer get the rest that your roster must have.",
            "Mia would lack the rest, which a roster must have.",
        ),
    ],
)
def test_limits_are_said_with_the_group_and_the_number(
    auction: Auction, mia: User, code: Code, facts: dict[str, object], yours: str, theirs: str
) -> None:
    for sentence, more in ((yours, {}), (theirs, {"participant": seat_of(auction, mia)})):
        outcome = Outcome(code, 1, facts | more)
        assert queries.outcome_payload(auction.pk, outcome)["message"] == sentence


def test_what_we_decided_too_late_is_said_of_a_bid_and_of_a_lot_put_up() -> None:
    said = [outcome_sentence(Code.MISSED_BY_SERVER, facts, NAMES) for facts in ({}, {"nomination": True})]
    assert said == [
        "Your bid arrived in time, but we decided it after the lot had closed. Ask a commissioner to undo the sale.",
        "What you put up arrived in your turn, but we decided it after the turn had ended. Tell a commissioner.",
    ]
