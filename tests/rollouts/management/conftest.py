"""Commands are given while the site runs."""

import pytest

from rollouts.models import Reader
from tests.serving import register


@pytest.fixture(autouse=True)
def server(db: None) -> Reader:
    """A web process with the settings of the tests."""
    return register()
