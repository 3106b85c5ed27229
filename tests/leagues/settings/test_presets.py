"""Presets: each can be played, and changes nothing that the page doesn't show."""

from typing import Any

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS
from leagues.forms import SettingsForm
from leagues.money import money
from leagues.settings.auction import AuctionSettings
from leagues.settings.presets import PRESETS, Preset, presets_of


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS.keys())
def test_preset_can_be_played_is_of_a_sport_there_is_and_shown_whole_by_the_form(preset: Preset) -> None:
    assert preset.settings(AuctionSettings()).problems() == {}
    assert preset.sport in BUILT_IN_SPORTS
    assert preset.values.keys() <= SettingsForm.base_fields.keys()


def test_preset_puts_defaults_in_place_of_what_held_and_keeps_what_it_cannot_use() -> None:
    held = AuctionSettings.read({"budget": 77, "lot_seconds": 99, "from_another_release": 1})
    chosen = PRESETS["football-clubs"].settings(held)
    assert (chosen.budget, chosen.lot_seconds) == (200, AuctionSettings().lot_seconds)
    assert chosen.to_json()["from_another_release"] == 1


def test_eight_managers_can_fill_their_rosters_with_36_clubs_and_nine_of_four_cannot() -> None:
    clubs = PRESETS["football-clubs"].settings(AuctionSettings())
    assert clubs.shortage(8, 36) is None
    assert "6 managers with rosters of at least 15 need 90 lots" in str(
        PRESETS["fpl-squad"].settings(AuctionSettings()).shortage(6, 36)
    )


def test_amounts_of_each_preset_are_read_with_their_unit() -> None:
    shown: dict[str, Any] = {key: money(each.values["budget"], each.values["unit"]) for key, each in PRESETS.items()}
    assert [*map(str, shown.values())] == ["£200m", "1,000 × £0.1m", "£200m", "₹12,500 lakh"]


def test_presets_are_offered_for_their_sport() -> None:
    assert [each.key for each in presets_of({"cricket", "chess"})] == ["ipl-squad"]
