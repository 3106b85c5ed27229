"""The form of one target."""

import pytest

from leagues.targets.forms import TargetForm
from leagues.targets.services import Wish


def form(**typed: str) -> TargetForm:
    return TargetForm({"do": "save", **typed}, number=7)


def test_amounts_are_read_as_people_write_them_and_empty_is_nothing() -> None:
    said = form(worth="1,200", note="  Late  ")
    assert said.is_valid()
    assert said.wish() == Wish(worth=1200, note="Late")
    nothing = form()
    assert nothing.is_valid()
    assert nothing.wish() == Wish()


@pytest.mark.parametrize(
    ("typed", "now", "place"),
    [({}, 3, 3), ({"place": "1"}, 3, 1), ({"do": "up"}, 3, 2), ({"do": "down"}, 3, 4), ({"do": "up"}, 1, 1)],
)
def test_a_button_moves_from_the_place_that_is_typed(typed: dict[str, str], now: int, place: int) -> None:
    moved = form(**typed)
    assert moved.is_valid()
    assert moved.new_place(now) == place


@pytest.mark.parametrize("typed", [{"worth": "-1"}, {"worth": "x"}, {"place": "0"}, {"note": "x" * 201}, {"do": "fly"}])
def test_what_cannot_be_is_refused(typed: dict[str, str]) -> None:
    assert form(**typed).errors.keys() == typed.keys()


def test_fields_of_two_targets_on_a_page_have_their_own_ids() -> None:
    assert form()["note"].id_for_label != TargetForm(number=8)["note"].id_for_label
