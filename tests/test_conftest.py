"""Changes that a test makes to its process are taken back after it."""

import logging

import pytest
from structlog.contextvars import bind_contextvars, get_contextvars


@pytest.mark.parametrize("turn", ["one", "another"])
def test_log_that_a_test_makes_quieter_is_as_before_in_the_next(turn: str) -> None:
    assert logging.getLogger("auctions").level == logging.NOTSET
    logging.getLogger("auctions").setLevel(logging.ERROR)


@pytest.mark.parametrize("turn", ["one", "another"])
def test_what_a_test_binds_to_the_log_is_gone_in_the_next(turn: str) -> None:
    assert get_contextvars() == {}
    bind_contextvars(userId=7)
