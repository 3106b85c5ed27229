"""Flags set for a test."""

import pytest

from rollouts import flags
from rollouts.models import Flag
from rollouts.testing import flags as set_flags


def test_flags_are_put_back(db: None) -> None:
    with set_flags(bidding=False, read_only=True):
        switches = flags.operator_switches()
        assert (switches.bidding, switches.read_only) == (False, True)
    switches = flags.operator_switches()
    assert (switches.bidding, switches.read_only) == (True, False)
    assert not Flag.objects.exists()


def test_flags_are_put_back_after_a_failure(db: None) -> None:
    with pytest.raises(RuntimeError), set_flags(bidding=False):
        raise RuntimeError
    assert flags.operator_switches().bidding
