"""Fixtures know their goals, and competitions their season."""

import re
from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR
from leagues.uploads.records import describe_file
from season.models import Competition, Fixture, Upload
from tests.product import APPS, modules


@pytest.mark.parametrize(
    ("fields", "goals"),
    [
        ({}, None),
        ({"home_score": 2, "away_score": 0}, (2, 0)),
        ({"home_score": 1, "away_score": 1, "home_extra": 2, "away_extra": 1}, (2, 1)),
        (
            {"home_score": 0, "away_score": 0, "home_extra": 0, "away_extra": 0, "home_penalties": 4,
             "away_penalties": 3},
            (0, 0),
        ),
    ],
)  # fmt: skip
def test_goals_are_those_after_extra_time_without_penalties(
    fields: dict[str, int], goals: tuple[int, int] | None
) -> None:
    assert Fixture(**fields).goals == goals


def test_a_competition_is_called_by_its_name_with_its_season() -> None:
    cup = Competition(name="Premier League", season="2025/26")
    assert cup.title == str(cup) == "Premier League 2025/26"


def test_an_upload_is_called_by_its_file_or_by_what_is_in_it() -> None:
    assert describe_file(Upload(kind="scores"), "a,b", "Retired players.csv").called == "Retired players.csv"
    assert describe_file(Upload(kind="fixtures"), "", "Retired Reds – Blues").called == "Retired Reds – Blues"
    unnamed = describe_file(Upload(kind="scores"), "a,b", "")
    assert (unnamed.name_of_file, unnamed.called) == ("", "scores")


WITHOUT_SEASON = re.compile(r"competition\.name\b|competition__name\b|\.asset_list\.name\b")


def test_nothing_names_a_competition_or_list_without_its_season() -> None:
    """Two seasons have one name, so pages, mails, messages and columns say `title`."""
    sources = [*Path(BASE_DIR / "templates").rglob("*.*"), *(path for app in APPS for path in modules(app))]
    assert len(sources) > 300
    found = {
        path.relative_to(BASE_DIR).as_posix(): WITHOUT_SEASON.findall(path.read_text(encoding="utf-8"))
        for path in sources
    }
    assert {path: names for path, names in found.items() if names} == {}
