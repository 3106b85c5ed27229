from typing import Any

import pytest

from leagues.money import money
from tests.vectors import vectors


@pytest.mark.parametrize("case", vectors("money"), ids=lambda case: case["text"])
def test_amounts_stand_in_their_unit_as_in_the_room(case: dict[str, Any]) -> None:
    assert money(case["amount"], case["unit"]) == case["text"]
