"""The sentences for outcomes."""

import pytest

from accounts.models import User
from auctions.engine import Outcome
from auctions.models import Auction, Lot
from auctions.reads import queries
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, UndoSale
from leagues.models import League
from tests import cast
from tests.auctions.trade_commands import play_two_sales, seat_of, trade


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pays": 171}, "Max has 170 available, and would pay 171."),
        ({"pays": -191}, "Mia has 190 available, and would pay 191."),
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
