"""Random draws of what tests play: as many as `make test` has time for, or 25 times that, at night."""

import os

import pytest

TIMES = int(os.environ.get("TIMES", "1"))
"""The factor of `make test-night`: with 25, random auctions are 100,000 commands long in all."""
at_night = pytest.mark.skipif(TIMES == 1, reason="it takes a minute or more; `make test-night` plays it")
