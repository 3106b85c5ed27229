"""A check that all rosters can be filled, and the sentences if they can't."""

import pytest

from leagues.settings.auction import AuctionSettings
from leagues.settings.feasibility import obstacles


@pytest.mark.parametrize(
    ("seats", "prices", "said"),
    [
        (2, [5, 5, 5, 5], []),
        (2, [5, 5, 5, 5, 90], []),  # the cheapest count, and there are as many as are needed
        (2, [5, 5, 5, 6], ["the cheapest 4 lots, for 2 rosters of at least 2, cost £21m, and 2 managers together"]),
        (1, [6, 5], ["the cheapest 2 lots, for a roster of at least 2, cost £11m, and 1 manager has £10m."]),
        (2, [5, 5, 5], ["2 managers with rosters of at least 2 need 4 lots, and only 3 are on sale"]),
        (0, [], []),
    ],
)
def test_what_keeps_rosters_from_being_filled_is_said_with_the_numbers(
    seats: int, prices: list[int], said: list[str]
) -> None:
    found = obstacles(AuctionSettings(budget=10, slots_min=2), seats, [(price, ()) for price in prices])
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("limits", "seats", "lots", "said"),
    [
        ("GK: 2", 8, {"GK": 14, "DEF": 9}, ["8 managers × 2 GK are 16, and there are 14."]),
        ("GK: 1", 1, {"DEF": 3}, ["1 manager × 1 GK is 1, and there is none."]),
        ("GK: 2, DEF: 1", 2, {"GK": 1, "FWD": 3}, ["2 managers × 2 GK are 4, and there is 1.", "× 1 DEF are 2"]),
        (
            "GK: at most 1",
            2,
            {"GK": 9, "FWD": 1},
            ["2 managers × 2 slots are 4, and with the limits by position only 3"],
        ),
        ("each position: at most 1", 2, {"GK": 9, "FWD": 9}, []),
        ("GK: 1", 2, {"GK": 2, "FWD": 2}, []),
    ],
)
def test_groups_of_which_there_are_too_few_are_said_with_the_numbers(
    limits: str, seats: int, lots: dict[str, int], said: list[str]
) -> None:
    settings = AuctionSettings(budget=100, slots_min=2, limits=limits)
    groups = [settings.roster_limits.groups_of({"position": each}) for each, many in lots.items() for _ in range(many)]
    found = obstacles(settings, seats, [(1, each) for each in groups])
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


def test_cheapest_rosters_have_what_they_must() -> None:
    settings = AuctionSettings(budget=10, slots_min=2, slots_max=3, limits="GK: 1")
    lots = [(8, ("GK",)), (9, ("GK",)), (1, ("",)), (1, ("",)), (1, ("",))]
    assert obstacles(settings, 2, lots) == []
    [said] = obstacles(settings, 2, [(each + 4 if each > 1 else each, groups) for each, groups in lots])
    assert "the cheapest 4 lots, for 2 rosters of at least 2, cost £27m, and 2 managers together have £20m" in said
