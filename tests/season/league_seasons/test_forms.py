"""The forms of a league's season."""

from typing import Any

import pytest

from season.league_seasons.forms import CountingForm, SchemeForm
from season.models import LeagueSeason, TieBreaker

SEASON = LeagueSeason(tie_breakers=["money_left"], counts_earlier=True)


def test_tie_breakers_are_chosen_in_order_and_gaps_are_closed() -> None:
    form = CountingForm({"breaker_1": "", "breaker_2": "best_round", "breaker_3": "rounds_won"}, season=SEASON)
    assert form.is_valid()
    assert form.tie_breakers == ["best_round", "rounds_won"]
    assert form.cleaned_data["counts_earlier"] is False


def test_the_form_begins_with_what_holds_and_has_a_choice_for_each_tie_breaker() -> None:
    form = CountingForm(season=SEASON)
    assert [form[f"breaker_{number}"].value() for number in (1, 2, 3)] == ["money_left", "", ""]
    assert len(form.fields) == len(TieBreaker) + 1
    assert form["counts_earlier"].value() is True


def test_what_is_no_tie_breaker_is_refused() -> None:
    assert "breaker_1" in CountingForm({"breaker_1": "luck"}, season=SEASON).errors


def test_rules_are_shown_as_they_are_read() -> None:
    rules: dict[str, Any] = {"rules": [{"name": "Tor für Köln", "points": 1.5}]}
    form = SchemeForm({"definition": SchemeForm.text_of(rules)})
    assert form.is_valid()
    assert form.cleaned_data["definition"] == rules
    assert "Köln" in SchemeForm.text_of(rules)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"rules": [}', "line 1, column 12"),
        ("[" * 40_000, "32 deep at most"),
        ("9" * 5_000, "too long"),
    ],
)
def test_what_is_no_json_is_said_with_its_place(text: str, words: str) -> None:
    assert words in SchemeForm({"definition": text}).errors["definition"][0]
