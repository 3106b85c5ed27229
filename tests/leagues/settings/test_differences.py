"""Sentences on what other settings change: every setting has its words."""

from dataclasses import replace
from typing import Any

import pytest

from leagues.settings.auction import AuctionSettings
from leagues.settings.differences import WORDS, differences, matters

NOW = AuctionSettings()
SLOW = replace(NOW, format="slow")


def test_every_setting_has_words() -> None:
    assert WORDS.keys() == AuctionSettings.known().keys()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"budget": 300}, "Budget: £300m instead of £200m."),
        ({"slots_max": 8}, "Largest roster: 8 instead of 6."),
        ({"lot_seconds": 1}, "Time for a lot: 1 second instead of 30 seconds."),
        ({"lot_cap_seconds": 60}, "Most time for a lot: 60 seconds instead of none."),
        ({"anti_snipe_seconds": 0}, "Left after a late bid, at least: nothing instead of 10 seconds."),
        ({"limits": "GK: 2"}, "In a roster: GK: 2 instead of none."),
        ({"order": "position", "set_order": "WK"}, "Sets come up: WK instead of as in the list."),
        ({"order": "shuffled"}, "Lots come up: shuffled instead of as in the list."),
        ({"unsold_rounds": 1}, "Unsold lots come up again: 1 time instead of never."),
        ({"proxies": False}, "Bidding up to a maximum is offered: no instead of yes."),
        ({"unit": "credits", "budget": 100}, "Budget: 100 credits instead of £200m."),
    ],
)
def test_setting_that_differs_is_said_with_both_values(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in [*differences(NOW, replace(NOW, **changed))]


def test_settings_that_are_alike_say_nothing_and_each_that_matters_says_something() -> None:
    assert [*differences(NOW, NOW)] == []
    other: dict[type, Any] = {int: 3, bool: None, str: "x", type(None): 5}
    for name in AuctionSettings.known():
        for settings in (NOW, SLOW):
            was = getattr(settings, name)
            now = not was if isinstance(was, bool) else other[type(was)]
            changed: dict[str, Any] = {} if name == "format" else {name: now}
            after = replace(settings, **changed)
            said = [*differences(settings, after)]
            assert bool(said) == (name != "format" and matters(name, settings) and was != now)


def test_what_the_pace_has_no_use_for_is_not_said() -> None:
    assert [*differences(NOW, replace(NOW, slow_lots=3, quiet_hours="22:00–08:00"))] == []
    assert [*differences(SLOW, replace(SLOW, lot_seconds=3, anti_snipe_seconds=4))] == []
    assert [*differences(NOW, SLOW)] == ["Pace: many lots, for hours or days instead of one lot at a time."]
