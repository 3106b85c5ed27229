"""Rows that uploads replace, kept one by one in the order in which they were written."""

from season.fixtures.services import FIXTURE_IMPORT
from season.scores.services import SCORE_IMPORT
from season.uploads.changes import is_kept_whole, later_uploads
from tests.season import small_competitions
from tests.season.small_competitions import scores


def test_each_row_is_kept_with_what_was_there_and_what_is(db: None) -> None:
    cup = small_competitions.players_competition()
    first = SCORE_IMPORT.run(None, cup, scores("f1,4,90,1,0"), "a.csv").upload
    second = SCORE_IMPORT.run(None, cup, scores("f1,4,90,2,0", "f2,4,90,0,0"), "b.csv").upload
    assert first is not None
    assert second is not None
    changed, new = second.changes.all()
    assert (changed.what, changed.name, changed.asset and changed.asset.external_id) == ("performance", "f1", "4")
    assert (changed.before or {})["statistics"] == {"minutes": 90, "goals_scored": 1}
    assert (changed.before or {})["upload_id"] == first.pk
    assert changed.after == {"position": "FWD", "statistics": {"minutes": 90, "goals_scored": 2}}
    assert (new.name, new.before) == ("f2", None)
    assert is_kept_whole(first)
    assert list(later_uploads(first)) == [second]
    assert list(later_uploads(second)) == []


def test_fixtures_and_match_days_are_kept_too(db: None) -> None:
    cup = small_competitions.players_competition()
    upload = FIXTURE_IMPORT.run(None, cup, b"external_id,round,home,away\nf1,Final,Reds,Blues\n", "x.csv").upload
    assert upload is not None
    day, fixture = upload.changes.all()
    assert (day.what, day.name, day.before) == ("round", "Final", None)
    assert (fixture.what, fixture.name) == ("fixture", "f1")
    before, after = fixture.before or {}, fixture.after or {}
    assert before["kickoff"] == after["kickoff"] == "2026-08-15T14:00:00+00:00"
    assert before["round"] != after["round"]
