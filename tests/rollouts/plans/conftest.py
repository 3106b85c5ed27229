"""A clock of the database at a quiet hour, and one metric that the tests decide about."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.exposures import outcomes
from rollouts.models import SnapshotVersion
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.releases import Failures, set_flag


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> Failures:
    """Decides which leagues fail; nothing else is measured."""
    failures = Failures()
    monkeypatch.setattr(outcomes, "outcome_metrics", [failures.metric()])
    return failures


@pytest.fixture
def clock(db: None, settings: Any, failures: Failures) -> DatabaseClock:
    """Five past one, where steps need no time; the waiting room is on for nobody."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    clock = DatabaseClock(datetime(2027, 3, 4, 13, 5, tzinfo=UTC))
    SnapshotVersion.objects.update(as_of=clock.now)  # schedules are carried out up to now, not to the machine's day
    set_flag(everyone=None, percent=0)
    return clock
