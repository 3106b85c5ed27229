"""The database's clock."""

import pytest

from rollouts.propagation.database_clock import database_now


@pytest.mark.django_db
def test_it_goes_on_within_a_transaction_and_has_a_zone() -> None:
    first, second = database_now(), database_now()
    assert first < second
    assert first.tzinfo is not None
