"""The plans' clock and failures, for their pages."""

from tests.rollouts.plans.conftest import clock, failures

__all__ = ["clock", "failures"]
