"""For whom a flag was on before and after each change, by the evaluator."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rollouts.audiences.extent import Extent
from rollouts.changes.services import Author, Source, carry_out_schedules, change_flag
from rollouts.explain import outcomes
from rollouts.explain.outcomes import outcomes_of
from rollouts.models import Flag, FlagChange

F, PARENT = "waiting_room", "bots"
BY = Author(source=Source.CODE, override="a test")
pytestmark = pytest.mark.django_db


def change(flag: str, **patch: Any) -> None:
    change_flag(flag, patch, BY)


def said(flag: str = F) -> list[str]:
    """Return, the oldest first, for whom each change left the flag on."""
    changes = list(FlagChange.objects.filter(flag=flag).order_by("id"))
    found = outcomes_of(changes)
    for earlier, later in pairwise(changes):
        if later.source != "schedule" and earlier.flag == later.flag == PARENT:
            assert found[earlier.pk].after.extent == found[later.pk].before.extent
    return [found[each.pk].after.extent.value for each in changes if each.pk in found]


def play() -> None:
    change(PARENT, everyone=True)
    change(F, everyone=True)
    change(F, requires={PARENT: True})
    change(PARENT, everyone=False)
    change(F, everyone=None, percent=100)
    change(PARENT, everyone=None, percent=50)
    change(F, percent=99)
    change(F, everyone=False)


def test_change_is_what_all_flags_of_then_made_of_it() -> None:
    play()
    assert said() == ["on", "on", "off", "part", "off"]
    assert said(PARENT) == ["on", "off", "part"]


def test_changes_from_before_those_walked_back_are_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    play()
    monkeypatch.setattr(outcomes, "MOST_CHANGES_SINCE", 2)
    assert said() == ["on", "on", "off", "part", "off"]


def test_schedule_that_was_over_let_nobody_in() -> None:
    now = datetime.now(UTC)
    change(F, everyone=True, ends_at=(now + timedelta(hours=1)).isoformat())
    carry_out_schedules(now + timedelta(hours=2))
    [turn] = outcomes_of([FlagChange.objects.get(source="schedule")]).values()
    assert (turn.before.extent, turn.after.extent) == (Extent.EVERYBODY, Extent.NOBODY)


def test_who_was_kept_out_by_a_freeze_is_not_said_to_be_in() -> None:
    change(F, percent=0, everyone=None)
    change(F, frozen_at="2027-01-01T00:00:00+00:00", freeze_reason="finals")
    Flag.objects.filter(name=F).update(percent=100)
    change(F, frozen_at=None)
    assert said() == ["off", "off", "off", "on"]


def test_what_changed_nothing_has_no_outcome() -> None:
    play()
    note = FlagChange.objects.create(flag=F, before={}, after={}, source="account", version=1, at=datetime.now(UTC))
    assert outcomes_of([note]) == {}


def test_many_changes_take_as_few_queries_as_one() -> None:
    play()
    changes = list(FlagChange.objects.order_by("id"))

    def queries(of: list[FlagChange]) -> int:
        with CaptureQueriesContext(connection) as seen:
            outcomes_of(of)
        return len(seen)

    assert queries(changes) == queries(changes[:1])
