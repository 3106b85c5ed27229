"""What a test changes of its process is taken back after it."""

import logging

import pytest


@pytest.mark.parametrize("turn", ["one", "another"])
def test_log_that_a_test_makes_quieter_is_as_before_in_the_next(turn: str) -> None:
    assert logging.getLogger("auctions").level == logging.NOTSET
    logging.getLogger("auctions").setLevel(logging.ERROR)
