"""Whether all rosters can be filled, and the sentences if not."""

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
    found = obstacles(AuctionSettings(budget=10, slots_min=2), seats, prices)
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))
