"""Numbers that people type and that files hold: one reader, whoever asks it."""

import csv
import io
from collections.abc import Callable
from datetime import UTC

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from auctions.lineup import TOP_UP_AT_MOST
from auctions.views import _start_terms
from auctionsite.numbers.fields import WholeNumberField
from auctionsite.numbers.reading import NotAWholeNumber, read_between, read_whole_number
from leagues.files.assets import parse_csv
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import read_table
from leagues.forms import SettingsForm
from leagues.settings.auction import AuctionSettings
from leagues.sport_definitions import Statistic
from season.fixtures.tables import parse_table
from season.scores.files import parse_scores
from season.trades.forms import OfferForm
from tests.vectors import vectors

CASES = vectors("numbers")
Reader = Callable[[str], int | None]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_number_or_what_to_write(case: dict[str, str | int]) -> None:
    text = str(case["text"])
    if "number" in case:
        assert read_whole_number(text) == case["number"]
    else:
        with pytest.raises(NotAWholeNumber) as refused:
            read_whole_number(text)
        assert str(refused.value) == case["problem"]


def test_ever_so_many_digits() -> None:
    assert read_whole_number("0" * 900 + "7") == 7
    with pytest.raises(NotAWholeNumber, match="too large"):
        read_whole_number("9" * 100_000)


@pytest.mark.parametrize(("text", "inside"), [("1", True), ("1,000", True), ("0", False), ("1001", False)])
def test_bounds(text: str, inside: bool) -> None:
    if inside:
        assert 1 <= read_between(text, 1, 1000) <= 1000
    else:
        with pytest.raises(NotAWholeNumber, match=r"^Give a whole number from 1 to 1,000\.$"):
            read_between(text, 1, 1000)


def _budget(text: str) -> int | None:
    typed = {**AuctionSettings().values(), "name": "L", "slots_min": "1", "budget": text}
    form = SettingsForm(typed, current=AuctionSettings())
    form.is_valid()
    return form.cleaned_data.get("budget")


def _offer(text: str) -> int | None:
    form = OfferForm(
        QueryDict(mutable=True) | {"amount": text, "payer": "me"}, own=[], theirs=[], partner="M", unit="£m"
    )
    form.is_valid()
    return form.cleaned_data.get("amount")


def _top_up(text: str) -> int | None:
    try:
        return _start_terms(RequestFactory().post("/", {"top_up": text})).top_up
    except NotAWholeNumber:
        return None


def _cells(**cells: str) -> str:
    table = io.StringIO()
    csv.writer(table).writerows([cells.keys(), cells.values()])
    return table.getvalue()


def _statistic(text: str) -> int | None:
    problems: Problems = []
    rows = parse_scores(_cells(fixture="1", asset="7", saves=text), "a.csv", [Statistic("saves", "Saves")], problems)
    return rows[0].statistics.get("saves") if rows else None


def _score(text: str) -> int | None:
    cells = _cells(external_id="1", home="A", away="B", home_score=text, away_score=text)
    rows = parse_table(read_table(cells, []), UTC, [])
    return rows[0].values.get("home_score") if rows else None


def _rank(text: str) -> int | None:
    try:
        return parse_csv(_cells(name="PSV", rank=text))[0].rank
    except ParseError:
        return None


@pytest.mark.parametrize(
    ("read", "least", "most"),
    [
        (_budget, 1, 10**9),
        (_offer, 0, 10**9),
        (_top_up, 0, TOP_UP_AT_MOST),
        (_statistic, 0, 10**6),
        (_score, 0, 99),
        (_rank, 1, 999_999),
    ],
    ids=["budget", "offer", "top-up", "statistic", "score", "rank"],
)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_every_form_and_file_reads_alike(case: dict[str, str | int], read: Reader, least: int, most: int) -> None:
    """Bounds are the reader's own; nothing at all is nothing where that is allowed."""
    number = case.get("number")
    if number is not None:
        assert read(str(case["text"])) == (number if least <= int(number) <= most else None)
    else:
        assert read(str(case["text"])) in (None, 0 if not str(case["text"]).strip() else None)


IDS = {("DropForm", "asset"), ("TalkForm", "message")}


def test_every_field_for_a_number_reads_alike() -> None:
    """Those of the admin, where numbers have three digits at most, are Django's; ids that pages send, nobody types."""
    forms_of_ours = [
        form for form in _below(forms.Form) if form.__module__.startswith(("auctions", "leagues", "notices", "season"))
    ]
    fields = {(form.__name__, name): field for form in forms_of_ours for name, field in form.base_fields.items()}
    numbers = {key for key, field in fields.items() if isinstance(field, forms.IntegerField)}
    assert ("SettingsForm", "budget") in numbers
    assert {key for key in numbers if not isinstance(fields[key], WholeNumberField)} <= IDS


def _below(form: type[forms.Form]) -> list[type[forms.Form]]:
    return [form, *(each for child in form.__subclasses__() for each in _below(child))]
