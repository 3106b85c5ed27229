"""Failures that are noted, for tests to look at."""

import pytest

from rollouts.exposures import recorder
from rollouts.exposures.recorder import Buffer, Waiting
from rollouts.exposures.storage import FailureEntry


def kept_failures(monkeypatch: pytest.MonkeyPatch) -> list[FailureEntry]:
    """Return a list to which whatever is noted comes, in place of the table, when `recorder.failures` writes."""
    entries: list[FailureEntry] = []

    def keep(waiting: list[Waiting[FailureEntry]]) -> None:
        entries.extend(each.entry for each in waiting)

    monkeypatch.setattr(recorder, "failures", Buffer(keep, 600))
    return entries
