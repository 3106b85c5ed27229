"""Settings out of JSON, by the types of a dataclass."""

from dataclasses import dataclass
from typing import Any

import pytest

from leagues.settings.typed import SettingsError, TypedSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaSettings(TypedSettings):
    """Enough to have each type."""

    name: str = "Assam"
    minutes: int = 3
    milk: bool = False
    sugar: int | None = None
    biscuit: str | None = None

    BOUNDS = {"minutes": (1, 10), "sugar": (0, 3)}


def test_what_is_absent_has_its_default() -> None:
    settings = TeaSettings.from_json({"milk": True})
    assert settings == TeaSettings(milk=True)
    assert settings.to_json() == {"name": "Assam", "minutes": 3, "milk": True, "sugar": None, "biscuit": None}


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"cake": 1}, {"cake": "There is no such setting."}),
        ({"name": None}, {"name": "Give a text."}),
        ({"minutes": "3"}, {"minutes": "Give a whole number."}),
        ({"minutes": True}, {"minutes": "Give a whole number."}),
        ({"minutes": None}, {"minutes": "Give a whole number."}),
        ({"milk": 1}, {"milk": "Give true or false."}),
        ({"sugar": False}, {"sugar": "Give a whole number or nothing."}),
        ({"biscuit": 4}, {"biscuit": "Give a text or nothing."}),
        ({"minutes": 11, "sugar": -1}, {
            "minutes": "Give a whole number from 1 to 10.", "sugar": "Give a whole number from 0 to 3.",
        }),
    ],
)  # fmt: skip
def test_each_wrong_setting_is_named(given: dict[str, Any], problems: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        TeaSettings.from_json(given)
    assert caught.value.fields == problems


@pytest.mark.parametrize("given", [{"minutes": 1}, {"minutes": 10}, {"sugar": 0}, {"sugar": None, "biscuit": None}])
def test_bounds_belong_to_what_is_allowed_and_nothing_is_in_bounds(given: dict[str, Any]) -> None:
    assert TeaSettings.from_json(given).problems() == {}
