"""A flag under the API's names."""

from typing import Any

import pytest

from rollouts.audiences.extent import Extent, Reach
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.evaluation.registry import PERMANENT, FlagSpec
from rollouts.explain.representation import (
    InvalidFields,
    api_differences,
    api_flag,
    api_name,
    depends_on_state,
    patch_of,
)

SPEC = FlagSpec(name="f", does="Something.", owner="us", ends="2027-03")


def state(**fields: Any) -> dict[str, Any]:
    return {**NEW_STATE, **fields}


@pytest.mark.parametrize(
    ("fields", "everyone", "patch"),
    [
        ({"enabled": True}, None, {"everyone": True}),
        ({"percentage": 25}, None, {"percent": 25}),
        ({"percentage": 25}, True, {"everyone": None, "percent": 25}),
        ({"percentage": 25}, False, {"percent": 25}),
        ({"enabled": True, "percentage": 25}, False, {"everyone": None, "percent": 25}),
        ({"enabled": False, "percentage": 25}, True, {"everyone": False, "percent": 25}),
        ({"note": "x"}, True, {"note": "x"}),
    ],
)
def test_share_that_is_named_counts(fields: dict[str, Any], everyone: bool | None, patch: dict[str, Any]) -> None:
    assert patch_of(fields, state(everyone=everyone)) == patch


def test_fields_that_are_not_written_so_are_named() -> None:
    with pytest.raises(InvalidFields) as error:
        patch_of({"frozen_at": None, "percent": 5, "note": ""}, state())
    assert error.value.fields.keys() == {"frozen_at", "percent"}
    assert error.value.fields["frozen_at"] == "Use freeze and unfreeze for this."


@pytest.mark.parametrize(
    ("fields", "depends"),
    [({"percentage": 5}, True), ({"enabled": False, "percentage": 5}, False), ({"enabled": False}, False), ({}, False)],
)
def test_turning_off_depends_on_nothing(fields: dict[str, Any], depends: bool) -> None:
    assert depends_on_state(fields) is depends


SOME = Reach(Extent.SOME)


def test_flag_is_shown_with_what_the_code_says_of_it() -> None:
    shown = api_flag("f", state(percent=18.35, frozen_at="2027-01-01T00:00:00+00:00"), 4, SPEC, SOME)
    wanted = {"name": "f", "version": 4, "percentage": 18.35, "share": 18.35, "frozen": True, "ends": "2027-03"}
    assert wanted.items() <= shown.items()
    left_over = api_flag("f", state(), 4, None, Reach(Extent.NOBODY, "requires: g is off, and must be on"))
    assert (left_over["on_for"], left_over["because"]) == ("nobody", "requires: g is off, and must be on")
    assert (left_over["switch"], left_over["owner"], left_over["ends"]) == (False, "", None)
    stays = FlagSpec(name="f", does="", owner="", ends=PERMANENT, switch=True)
    shown = api_flag("f", state(), 0, stays, Reach(Extent.EVERYBODY))
    assert (shown["switch"], shown["ends"]) == (True, None)
    assert (shown["on_for"], shown["share"]) == ("everybody", 100.0)


def test_differences_are_those_of_the_fields() -> None:
    assert api_differences(state(), state(everyone=True)) == {"enabled": [None, True]}
    made = api_differences(None, state(percent=5))
    assert (made["percentage"], made["staff"]) == ([None, 5], [None, False])
    assert "enabled" not in made  # null before as after
    assert (api_name("everyone"), api_name("percent"), api_name("salt")) == ("enabled", "percentage", "salt")
