"""People's answers about their columns, kept for their league."""

import pytest

from accounts.models import User
from leagues.models import ColumnAnswers
from leagues.uploads import column_answers
from leagues.uploads.column_answers import (
    answers_of,
    forget_answers,
    forget_kind,
    has_answers,
    remember_answers,
)
from tests.season.small_competitions import players_league


def test_answers_are_of_one_league_kind_and_header(carla: User, max_: User) -> None:
    league, other = players_league(carla), players_league(max_)
    remember_answers(league.pk, "fixtures", "a", {"home": "Heim"})
    remember_answers(league.pk, "fixtures", "a", {"away": "Gast"})
    assert answers_of(league.pk, "fixtures", "a") == {"home": "Heim", "away": "Gast"}
    others = [
        (other.pk, "fixtures", "a"),
        (league.pk, "scores", "a"),
        (league.pk, "fixtures", "b"),
        (None, "fixtures", "a"),
    ]
    assert [answers_of(*each) for each in others] == [{}] * 4
    forget_answers(league.pk, "a")
    assert answers_of(league.pk, "fixtures", "a") == {}


def test_the_oldest_are_forgotten(carla: User, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_answers, "_MOST_HEADERS", 2)
    league, other = players_league(carla), players_league(max_)
    remember_answers(other.pk, "scores", "a", {"name": "x"})
    for signature in "abc":
        remember_answers(league.pk, "scores", signature, {"name": signature})
    assert sorted(ColumnAnswers.objects.filter(league=league).values_list("signature", flat=True)) == ["b", "c"]
    assert answers_of(other.pk, "scores", "a")


@pytest.mark.parametrize("kept", [[], "Heim", {"home": ["Heim"]}, None, {"home": {"later": 1}}])
def test_what_another_release_kept_is_asked_again(carla: User, kept: object) -> None:
    league = players_league(carla)
    remember_answers(league.pk, "fixtures", "a", {"home": "Heim"})
    ColumnAnswers.objects.update(answers=kept if kept is not None else {})
    assert answers_of(league.pk, "fixtures", "a") == {}


def test_all_of_a_kind_is_forgotten_at_once(carla: User) -> None:
    league = players_league(carla)
    for signature, kind in (("a", "assets"), ("b", "assets"), ("a", "scores")):
        remember_answers(league.pk, kind, signature, {"name": "x"})
    assert has_answers(league.pk, "assets")
    forget_kind(league.pk, "assets")
    assert [has_answers(league.pk, kind) for kind in ("assets", "scores")] == [False, True]
