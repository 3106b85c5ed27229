"""A frozen flag, by the pictures since it was frozen."""

from typing import Any

import pytest

from rollouts.evaluation.evaluate import Reason, TraceLine, evaluate
from rollouts.evaluation.types import HUNDRED_PERCENT, Criterion, FlagConfig, FlagSnapshot, Subject

NOON = 1_800_000_000.0
DAY = 86_400
MAX = Subject(user=7, since=NOON - 5 * DAY, traits={"account_age_days": 5})
ON: dict[str, Any] = {"percent": HUNDRED_PERCENT}
OFF: dict[str, Any] = {"percent": 0}
THAWED = {**OFF, "frozen": False}
GONE = None


def pictures(*each: dict[str, Any] | None) -> FlagSnapshot:
    """Return the last of these, with those before it; each is an hour after the one before, the last at noon."""
    found: FlagSnapshot | None = None
    for ago, fields in zip(reversed(range(len(each))), each, strict=True):
        flags = {} if fields is None else {"f": FlagConfig(name="f", **{"frozen": True, **fields})}
        found = FlagSnapshot(version=3, at=NOON - 3600 * ago, flags=flags, earlier=found)
    assert found
    return found


@pytest.mark.parametrize(
    ("each", "value"),
    [
        ([ON], True),
        ([ON, ON], True),
        ([OFF, ON], False),
        ([ON, OFF, ON], False),
        ([OFF, ON, ON], False),
        ([ON, ON, OFF], False),
        ([OFF, THAWED, ON], True),
        ([OFF, GONE, ON], True),
        ([OFF, {**ON, "frozen": False}], True),
        ([{**ON, "starts_at": NOON - 3600}, ON], True),
        ([{**ON, "starts_at": NOON - 3599}, ON], False),
        ([{**ON, "ends_at": NOON}, ON], True),
        ([{**ON, "criteria": (Criterion("account_age_days", "at_least", 4),)}, ON], True),
        ([{**ON, "criteria": (Criterion("account_age_days", "at_least", 5),)}, ON], False),
    ],
)
def test_only_who_was_on_in_every_picture_is_on(each: list[dict[str, Any] | None], value: bool) -> None:
    assert evaluate(pictures(*each), "f", MAX).value is value


def test_who_waits_is_told_so() -> None:
    found = evaluate(pictures(OFF, ON), "f", MAX)
    assert (found.value, found.reason, found.on_from, found.version) == (False, Reason.FROZEN, None, 3)
    through = evaluate(pictures(ON), "f", MAX).trace
    assert found.trace == (
        *through[:-1],
        through[-1]._replace(decided=False),
        TraceLine("frozen", "was off since it was frozen, and nobody is added", decided=True),
    )
    assert found.trace[-2].decided is False


def test_who_is_off_anyway_is_told_why() -> None:
    for was in (ON, OFF):
        assert evaluate(pictures(was, OFF), "f", MAX).reason is Reason.PERCENTAGE


def test_flag_that_cannot_be_read_says_so_first() -> None:
    now = FlagSnapshot(flags={"f": FlagConfig(name="f", everyone=True)}, unreadable={"f": "rings is x"})
    assert evaluate(now, "f", MAX).trace[0] == TraceLine("row", "rings is x")


def test_schedule_counts_as_of_the_snapshot_or_of_the_instant_asked_for() -> None:
    now = FlagSnapshot(at=NOON, flags={"f": FlagConfig(name="f", everyone=True, starts_at=NOON + 1)})
    assert [evaluate(now, "f", MAX, at).value for at in (None, NOON, NOON + 1, 0.0)] == [False, False, True, False]
    ended = FlagSnapshot(at=NOON, flags={"f": FlagConfig(name="f", everyone=True, ends_at=NOON)})
    assert [evaluate(ended, "f", MAX, at).value for at in (None, NOON, NOON - 1, 0.0)] == [False, False, True, True]
