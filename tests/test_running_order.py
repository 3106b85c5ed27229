"""The order that tests run in names what is there."""

import pytest

from auctionsite.settings import BASE_DIR
from tests.running_order import LONGEST


@pytest.mark.parametrize("name", LONGEST)
def test_files_and_folders_of_the_order_are_there(name: str) -> None:
    assert (BASE_DIR / name).exists()
