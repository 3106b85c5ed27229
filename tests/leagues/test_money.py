import pytest

from leagues.money import money


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (42, "£m", "£42m"),
        (42, "₹ lakh", "₹42 lakh"),
        (42, "credits", "42 credits"),
        (1_234_567, "€", "€1,234,567"),
        (0, "k", "0k"),
    ],
)
def test_amounts_stand_in_their_unit(amount: int, unit: str, shown: str) -> None:
    assert money(amount, unit) == shown
