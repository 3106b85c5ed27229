"""Both sides since the last change: who counts, what is said of them, and what is forecast."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rollouts import figures
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import outcomes, storage
from rollouts.exposures.outcomes import OutcomeMetric
from rollouts.exposures.storage import KEEP_DAYS, ExposureEntry
from rollouts.figures import FlagFigures, Verdict
from rollouts.models import Exposure, FlagChange

pytestmark = pytest.mark.django_db
ROOM = "waiting_room"
failing: dict[str, timedelta] = {}
"""Which leagues fail in these tests, and how long after they met the flag."""


@pytest.fixture(autouse=True)
def one_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    """A metric that the tests decide about, in place of the product's."""
    failing.clear()

    def first(kind: BucketBy, since: Mapping[str, datetime]) -> dict[str, datetime]:
        return {league: since[league] + after for league, after in failing.items() if league in since}

    metric = OutcomeMetric(name="fails", says="failed", kinds=frozenset(BucketBy), first_failures=first)
    monkeypatch.setattr(outcomes, "outcome_metrics", [metric])


def step(percent: float) -> None:
    change_flag(ROOM, {"everyone": None, "percent": percent}, Author(source=Source.CODE, override="a test"))


def meet(number: int, *, on: bool, drawn: bool = True, flag: str = ROOM) -> list[str]:
    """So many leagues that meet it now."""
    return meet_again([str(uuid4()) for _ in range(number)], on=on, drawn=drawn, flag=flag)


def meet_again(leagues: Iterable[str], *, on: bool, drawn: bool = True, flag: str = ROOM) -> list[str]:
    found = list(leagues)
    storage.write_exposures([(ExposureEntry(flag, BucketBy.LEAGUE, each, on, drawn), 0.0) for each in found])
    return found


def fail(leagues: Iterable[str]) -> None:
    failing.update((league, timedelta(seconds=1 + number)) for number, league in enumerate(leagues))


def counts(found: FlagFigures) -> tuple[int, int, int, int]:
    return found.on, found.off, found.both, found.chosen


def verdict(found: FlagFigures) -> Verdict:
    [by] = found.metrics
    return by.verdict


def test_flag_that_nobody_met_has_no_figures() -> None:
    found = figures.read_figures(ROOM)
    assert counts(found) == (0, 0, 0, 0)
    assert (verdict(found), found.metrics[0].on.rate) == (Verdict.NO_CONTROL, None)
    assert (found.passing.subjects, found.passing.seconds) == (73, None)
    assert found.complete
    assert not found.ratio_off


def test_both_sides_are_counted_since_the_last_change() -> None:
    step(50)
    meet(3, on=True)
    Exposure.objects.update(last_at=FlagChange.objects.latest("id").at - timedelta(seconds=1))
    meet(2, on=True)
    meet(4, on=False)
    meet(5, on=True, flag="bots")
    found = figures.read_figures(ROOM)
    assert counts(found) == (2, 4, 0, 0)
    assert found.since == FlagChange.objects.latest("id").at
    assert found.share == 0.5


def test_flag_that_was_never_changed_is_counted_for_as_long_as_rows_are_kept() -> None:
    storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, "a", True, False), (KEEP_DAYS - 1) * 86_400.0)])
    assert counts(figures.read_figures(ROOM)) == (1, 0, 0, 0)


def test_who_met_both_and_who_was_chosen_are_left_out() -> None:
    step(50)
    met = meet(3, on=True)
    meet_again(met[:1], on=False)
    meet(2, on=False)
    meet(4, on=True, drawn=False)
    found = figures.read_figures(ROOM)
    assert counts(found) == (2, 2, 1, 4)
    assert found.drawn


def test_where_nobody_was_drawn_those_who_were_chosen_are_compared() -> None:
    meet(2, on=True, drawn=False)
    meet(3, on=False, drawn=False)
    found = figures.read_figures(ROOM)
    assert counts(found) == (2, 3, 0, 0)
    assert not found.drawn
    assert not found.ratio_off


def test_first_failures_of_each_side_are_counted() -> None:
    step(50)
    on, off = meet(10, on=True), meet(20, on=False)
    fail([*on[:2], *off[:3]])
    [by] = figures.read_figures(ROOM).metrics
    assert (by.on.subjects, by.on.failed, by.off.subjects, by.off.failed) == (10, 2, 20, 3)
    assert by.on.rate == 0.2
    assert 0 < by.on.interval.low < 0.2 < by.on.interval.high < 1
    assert by.verdict is Verdict.UNDECIDED


def test_harm_is_called_so_once_it_is_beyond_doubt() -> None:
    step(50)
    meet(60, on=False)
    on = meet(60, on=True)
    found = {}
    for failed in (0, 1, 5, 7, 8):
        failing.clear()
        fail(on[:failed])
        found[failed] = verdict(figures.read_figures(ROOM))
    assert found == {
        0: Verdict.NO_FAILURE,
        1: Verdict.UNDECIDED,
        5: Verdict.SUSPICIOUS,
        7: Verdict.SUSPICIOUS,
        8: Verdict.WORSE,
    }


def test_good_is_called_so_too() -> None:
    step(50)
    meet(60, on=True)
    fail(meet(60, on=False)[:20])
    assert verdict(figures.read_figures(ROOM)) is Verdict.BETTER


def test_evening_that_is_bad_for_all_is_nobodys_fault() -> None:
    step(50)
    on, off = meet(40, on=True), meet(40, on=False)
    fail([league for pair in zip(on, off, strict=True) for league in pair])
    assert verdict(figures.read_figures(ROOM)) is Verdict.UNDECIDED


def test_wrong_draw_is_noticed() -> None:
    step(10)
    meet(40, on=True)
    meet(60, on=False)
    found = figures.read_figures(ROOM)
    assert found.ratio_off
    assert found.share == 0.1
    step(50)
    meet(40, on=True)
    meet(60, on=False)
    assert not figures.read_figures(ROOM).ratio_off


def test_forecast_goes_by_those_who_came_lately() -> None:
    step(50)
    on, off = meet(30, on=True), meet(30, on=False)
    fail([*on[:3], *off[:3]])
    found = figures.read_figures(ROOM)
    [by] = found.metrics
    assert by.noticing.subjects is not None
    assert by.noticing.subjects > 60
    assert by.noticing.seconds is not None
    assert by.noticing.seconds > 0
    long_ago = found.since - timedelta(days=1)
    Exposure.objects.update(first_at=long_ago)  # all were there before the change: nobody new comes
    found = figures.read_figures(ROOM)
    assert found.metrics[0].noticing.seconds is None
    assert found.passing.seconds is None


def test_enough_without_a_failure_can_be_known_now() -> None:
    step(100)
    meet(80, on=True)
    assert figures.read_figures(ROOM).passing.seconds == 0


def test_more_than_a_page_can_count_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MAX_SUBJECTS", 3)
    meet(4, on=True)
    found = figures.read_figures(ROOM)
    assert (found.on, found.complete) == (3, False)


def test_more_subjects_need_no_more_queries() -> None:
    step(50)
    meet(1, on=True)
    figures.read_figures(ROOM)  # which loads the flags
    with CaptureQueriesContext(connection) as one:
        figures.read_figures(ROOM)
    meet(3, on=False)
    with CaptureQueriesContext(connection) as many:
        figures.read_figures(ROOM)
    assert len(one) == len(many)


# Arms -------------------------------------------------------------------------------------------------
def meet_in_arm(arm: str, number: int, *, drawn: bool = True) -> list[str]:
    found = [str(uuid4()) for _ in range(number)]
    storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, each, True, drawn, arm), 0.0) for each in found])
    return found


def set_arms(**weights: float) -> None:
    arms = [{"name": name, "weight": weight} for name, weight in weights.items()]
    change_flag(ROOM, {"everyone": None, "percent": 50, "arms": arms}, Author(source=Source.CODE, override="a test"))


def sizes(found: FlagFigures) -> dict[str, int]:
    assert found.arms is not None
    return {each.arm: each.subjects for each in found.arms.sizes}


def test_flag_without_arms_has_no_figures_of_them() -> None:
    step(50)
    meet(3, on=True)
    assert figures.read_figures(ROOM).arms is None


def test_those_who_have_it_are_counted_by_arm_also_who_was_chosen() -> None:
    set_arms(as_today=33.33, larger=33.33, largest=33.34)
    meet_in_arm("as_today", 3)
    [moved, *_] = meet_in_arm("larger", 4)
    meet_in_arm("largest", 2, drawn=False)
    meet_in_arm("gone", 5)
    meet(6, on=False)
    storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, moved, True, True, "largest"), 0.0)])
    found = figures.read_figures(ROOM)
    assert sizes(found) == {"as_today": 3, "larger": 3, "largest": 2}
    assert found.arms is not None
    assert (found.arms.control, found.arms.ratio_off) == ("as_today", False)
    assert [each.share for each in found.arms.sizes] == [0.3333, 0.3333, 0.3334]
    assert [each.arm for each in found.arms.compared] == ["larger", "largest"]
    assert (found.on, found.off) == (12, 6)


def test_arm_that_lacks_its_people_is_noticed() -> None:
    set_arms(as_today=50, larger=50)
    meet_in_arm("as_today", 80)
    meet_in_arm("larger", 20)
    found = figures.read_figures(ROOM)
    assert found.arms is not None
    assert found.arms.ratio_off
