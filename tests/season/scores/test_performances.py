"""The one place that writes performances keeps what was there before, and has the standings counted again."""

import pytest

from season.models import Competition, Correction, Performance, Recount, Upload
from season.scores.performances import (
    PerformanceChange,
    PerformanceState,
    current_states,
    without_zeros,
    write_performances,
)
from tests.season import small_competitions

BEFORE = PerformanceState("FWD", {"minutes": 90})
AFTER = PerformanceState("MID", {"minutes": 90, "goals_scored": 1})


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def key(cup: Competition) -> tuple[int, int]:
    return cup.fixtures.get(external_id="f1").pk, cup.sport.assets.get(external_id="4").pk


def write(cup: Competition, before: PerformanceState | None, after: PerformanceState | None) -> None:
    Recount.objects.all().delete()
    upload = Upload.objects.create(competition=cup, kind=Upload.Kind.SCORES, digest="x")
    write_performances(cup, upload, [PerformanceChange(key(cup), before, after)])


def test_differences_are_from_and_to_with_the_position() -> None:
    assert PerformanceChange((1, 2), BEFORE, AFTER).differences() == {
        "goals_scored": (0, 1),
        "position": ("FWD", "MID"),
    }
    assert PerformanceChange((1, 2), None, BEFORE).differences() == {"minutes": (0, 90), "position": ("", "FWD")}
    assert PerformanceChange((1, 2), BEFORE, BEFORE).differences() == {}
    assert without_zeros({"saves": 0, "minutes": 90, "points": -1}) == {"minutes": 90, "points": -1}


def test_what_is_new_has_no_history(cup: Competition) -> None:
    write(cup, None, BEFORE)
    assert current_states(cup, {key(cup)[0]}) == {key(cup): BEFORE}
    assert not Correction.objects.exists()
    assert [recount.rounds for recount in Recount.objects.all()] == [[cup.fixtures.get(external_id="f1").round_id]]


def test_what_changes_keeps_what_was_there_before(cup: Competition) -> None:
    write(cup, None, BEFORE)
    write(cup, BEFORE, AFTER)
    correction = Correction.objects.get()
    assert (correction.before, correction.after) == (BEFORE.to_json(), AFTER.to_json())
    assert Performance.objects.get().position == "MID"


def test_what_is_taken_back_is_gone_and_its_history_stays(cup: Competition) -> None:
    write(cup, None, BEFORE)
    write(cup, BEFORE, None)
    assert not Performance.objects.exists()
    assert (Correction.objects.get().before, Correction.objects.get().after) == (BEFORE.to_json(), None)
    assert Recount.objects.count() == 1


def test_what_stays_the_same_is_not_written_nor_counted(cup: Competition) -> None:
    write(cup, None, BEFORE)
    first = Performance.objects.get().upload
    write(cup, BEFORE, BEFORE)
    assert Performance.objects.get().upload == first
    assert not Recount.objects.exists()
