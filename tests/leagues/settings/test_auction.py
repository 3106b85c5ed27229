"""The settings of an auction: which can be played."""

from typing import Any

import pytest

from leagues.settings.auction import AuctionSettings, SettingsError
from tests.vectors import vectors


def test_the_defaults_can_be_played_and_survive_json() -> None:
    AuctionSettings().check()
    assert AuctionSettings.read(AuctionSettings(budget=150, seed=7).to_json()) == AuctionSettings(budget=150, seed=7)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"slots_min": 7}, "slots_min", "Must be 6 at most"),
        ({"budget": 8, "min_price": 3}, "budget", "A roster of 3 costs at least £9m. Raise the budget."),
        ({"order": "by luck"}, "order", "Choose one of given"),
        ({"unit": " "}, "unit", "1 to 12 characters"),
        ({"unit": "x" * 13}, "unit", "1 to 12 characters"),
        ({"unit": "a\nb"}, "unit", "1 to 12 characters"),
        ({"empty_room_seconds": 9}, "empty_room_seconds", "10 or more, or 0 for never"),
        ({"unsold_percent": 0}, "unsold_percent", "whole number from 1 to 100"),
        (
            {"unsold_percent": 50, "unsold_price": 2},
            "unsold_price",
            "a percentage or a price for further rounds, not both",
        ),
        ({"lot_seconds": 0}, "lot_seconds", "whole number from 1 to 3600"),
        ({"lot_cap_seconds": 7201}, "lot_cap_seconds", "whole number from 1 to 7200"),
    ],
)
def test_what_cannot_be_played_is_named(given: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        AuctionSettings.parse(given)
    assert list(caught.value.fields) == [field]
    assert words in caught.value.fields[field]


def test_what_just_can_be_played_is_taken() -> None:
    assert AuctionSettings.parse({"budget": 9, "min_price": 3, "slots_min": 3, "slots_max": 3}).budget == 9


@pytest.mark.parametrize(
    ("lower", "again"),
    [
        ({}, 7),
        ({"unsold_percent": 50}, 4),
        ({"unsold_percent": 1}, 1),
        ({"unsold_price": 3}, 3),
        ({"unsold_price": 9}, 7),
    ],
)
def test_opening_price_in_a_further_round_is_the_same_or_lower(lower: dict[str, Any], again: int) -> None:
    assert AuctionSettings(**lower).price_again(7) == again


@pytest.mark.parametrize("case", [each for each in vectors("rosters") if "seats" in each])
def test_shortage_is_said_with_the_numbers(case: dict[str, Any]) -> None:
    settings = AuctionSettings(slots_min=case["slots_min"], slots_max=6)
    assert settings.shortage(case["seats"], case["lots"]) == case["text"]
