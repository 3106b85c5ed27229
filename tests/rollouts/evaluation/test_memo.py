"""Answers kept for a snapshot are the snapshot's own, and no other's."""

from dataclasses import replace
from itertools import count

from rollouts.evaluation import memo
from rollouts.evaluation.memo import SnapshotMemo
from rollouts.evaluation.types import FlagSnapshot


def test_answer_is_evaluated_once_for_each_key_of_a_snapshot() -> None:
    kept: SnapshotMemo[int] = SnapshotMemo()
    now, numbers = FlagSnapshot(version=1), count()
    assert [kept.get(now, key, lambda: next(numbers)) for key in "aab"] == [0, 0, 1]


def test_another_snapshot_has_answers_of_its_own_though_it_says_the_same() -> None:
    """The snapshot itself counts: to compare two by what they say would take longer than to evaluate."""
    kept: SnapshotMemo[int] = SnapshotMemo()
    before = FlagSnapshot(version=1)
    after, numbers = replace(before), count()
    assert [kept.get(each, "a", lambda: next(numbers)) for each in (before, after, before)] == [0, 1, 2]


def test_it_grows_to_an_end() -> None:
    kept: SnapshotMemo[int] = SnapshotMemo()
    now = FlagSnapshot()
    for key in range(2 * memo.MOST_KEPT):
        assert kept.get(now, key, lambda: key) == key  # noqa: B023 # it is asked at once
    assert len(kept._kept[1]) <= memo.MOST_KEPT
