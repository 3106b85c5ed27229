"""Names that look alike are told apart by a number."""

import pytest

from auctionsite.text.alike import free_number, looks, numbered


@pytest.mark.parametrize(
    "other",
    ["max", "MAX", "Máx", "М\u0430\u0445", "Μαx", "Ｍａｘ", "M a x", "Max.", "M\u200bax", "(Max)", "ᴹax"],
    ids=ascii,
)
def test_names_that_look_alike(other: str) -> None:
    assert looks(other) == looks("Max")


@pytest.mark.parametrize(("one", "other"), [("Ian", "lan"), ("B0b", "Bob"), ("Bernd", "Bemd"), ("Team 1", "Team I")])
def test_letters_that_look_alike(one: str, other: str) -> None:
    assert looks(one) == looks(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Max", "Mia"), ("Bot 1", "Bot 2"), ("محمد", "أحمد"), ("王", "玉"), ("Max", "Max 2"), ("!", "?"), ("👩", "👨")],
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert looks(one) != looks(other)


def test_first_of_its_kind_has_no_number() -> None:
    assert free_number("Max", ["Mia", "Carla"]) == 1
    assert numbered("Max", 1) == "Max"


def test_later_ones_get_the_least_number_that_is_free() -> None:
    assert free_number("Mаx", ["Max"]) == 2
    assert free_number("Max", ["max", "Max (3)", "Mia"]) == 2
    assert numbered("Max", 2) == "Max (2)"


def test_a_number_in_a_name_passes_for_nobody() -> None:
    assert free_number("Max", ["Max", "Max 2"]) == 3
    assert free_number("Max (2)", ["Max", "Max (2)"]) == 2  # Max (2) (2)
