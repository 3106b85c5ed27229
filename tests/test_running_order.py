"""The order that tests run in names what is there."""

import pytest

from auctionsite.settings import BASE_DIR
from tests.running_order import _STARTED_IN, _THOROUGH, LONGEST


@pytest.mark.parametrize("name", [*LONGEST, *_STARTED_IN, *_THOROUGH])
def test_files_folders_and_tests_of_the_order_are_there(name: str) -> None:
    path, _, begin = name.partition("::")
    assert (BASE_DIR / path).exists()
    assert not begin or f"\ndef {begin}" in (BASE_DIR / path).read_text(encoding="utf-8")
