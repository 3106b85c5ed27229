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
    settings = TeaSettings.parse({"milk": True})
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
        TeaSettings.parse(given)
    assert caught.value.fields == problems


@pytest.mark.parametrize("given", [{"minutes": 1}, {"minutes": 10}, {"sugar": 0}, {"sugar": None, "biscuit": None}])
def test_bounds_belong_to_what_is_allowed_and_nothing_is_in_bounds(given: dict[str, Any]) -> None:
    assert TeaSettings.parse(given).problems() == {}


STORED = {"name": "Darjeeling", "minutes": 99, "milk": "a drop", "cake": [1], "sugar": 2**60}
"""By a later release and by hand: a value out of bounds, two of wrong types, a name that isn't known."""


def test_what_is_stored_is_read_whatever_it_is() -> None:
    settings = TeaSettings.read(STORED)
    assert settings == TeaSettings(name="Darjeeling", minutes=99), "of wrong types there are the defaults"
    assert settings.values() == {"name": "Darjeeling", "minutes": 99, "milk": False, "sugar": None, "biscuit": None}
    assert settings.unused() == {
        "milk": "isn't true or false; False is used",
        "cake": "isn't known",
        "sugar": "isn't a whole number or nothing; None is used",
    }


def test_what_cannot_be_used_is_stored_again_as_it_was() -> None:
    assert TeaSettings.read(STORED).to_json() == {**STORED, "biscuit": None}


@pytest.mark.parametrize("stored", [None, [], "tea", 3, True])
def test_what_is_no_object_counts_as_nothing(stored: object) -> None:
    assert TeaSettings.read(stored) == TeaSettings()


def test_what_is_given_replaces_what_could_not_be_used_and_the_rest_stays_stored() -> None:
    changed = TeaSettings.read(STORED).changed({"minutes": 4, "milk": True})
    assert changed == TeaSettings(name="Darjeeling", minutes=4, milk=True)
    assert changed.to_json() == {**STORED, "minutes": 4, "milk": True, "biscuit": None}


@pytest.mark.parametrize("given", [{"minutes": 11}, {"cake": [1]}, {"name": "Assam"}])
def test_what_is_given_is_looked_at_as_strictly_as_ever(given: dict[str, Any]) -> None:
    """The last for the minutes that are stored: nobody leaves settings behind that can't be played."""
    with pytest.raises(SettingsError):
        TeaSettings.read(STORED).changed(given)
