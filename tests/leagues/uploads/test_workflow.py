"""Files are previewed, wait, and are applied; or come at once. Scores stand for every kind."""

from typing import Any

import pytest

from accounts.models import User
from leagues.files.parse_errors import ParseError
from leagues.uploads.records import UploadNotFound
from season.models import Competition, Correction, Performance, Upload
from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions
from tests.season.small_competitions import kept, scores


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def upload(competition: Competition, *lines: str, **options: Any) -> Any:
    return SCORE_IMPORT.run(None, competition, scores(*lines, **options), "scores.csv")


def test_the_same_file_again_changes_nothing(cup: Competition) -> None:
    first = upload(cup, "f1,1,90,0,3")
    again = upload(cup, "f1,1,90,0,3")
    assert again.counts() == {"created": 0, "changed": 0, "unchanged": 1}
    assert again.upload is None
    assert Performance.objects.get().upload == first.upload
    assert not Correction.objects.exists()


def test_a_previewed_upload_is_applied_once(cup: Competition, olga: User) -> None:
    waiting = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0"), "scores.csv").upload
    assert waiting is not None
    SCORE_IMPORT.apply(olga, waiting)
    assert kept(cup) == {("f1", "4"): {"minutes": 60, "goals_scored": 1}}
    waiting.refresh_from_db()
    assert (waiting.status, waiting.content, waiting.created) == (Upload.Status.APPLIED, "", 1)
    assert waiting.applied_at is not None
    with pytest.raises(UploadNotFound):
        SCORE_IMPORT.apply(olga, waiting)


def test_what_is_applied_is_worked_out_as_things_are_then(cup: Competition, olga: User) -> None:
    waiting = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0"), "scores.csv").upload
    assert waiting is not None
    upload(cup, "f1,4,60,2,0")
    assert SCORE_IMPORT.apply(olga, waiting).counts() == {"created": 0, "changed": 1, "unchanged": 0}
    assert Correction.objects.get().before["statistics"]["goals_scored"] == 2


def test_a_newer_preview_takes_the_place_of_ones_older(cup: Competition, olga: User) -> None:
    older = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0"), "scores.csv").upload
    newer = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,2,0"), "scores.csv").upload
    assert older is not None
    assert list(Upload.objects.filter(status=Upload.Status.PREVIEWED)) == [newer]
    with pytest.raises(UploadNotFound):
        SCORE_IMPORT.apply(olga, older)


def test_a_preview_without_a_good_line_waits_for_nothing(cup: Competition, olga: User) -> None:
    upload(cup, "f1,4,60,1,0")
    with pytest.raises(ParseError) as caught:  # the first line changes nothing
        SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0", "f1,9,90,0,0"), "scores.csv")
    assert [line for line, _ in caught.value.problems] == [3]
    assert not Upload.objects.filter(status="previewed").exists()


def test_good_lines_are_applied_without_the_wrong_ones_which_are_kept_to_mend(cup: Competition, olga: User) -> None:
    report = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0", "f1,9,90,0,0", "f1,1,AM,0,0"), "scores.csv")
    assert (report.good_lines(), [line for line, _ in report.problems]) == (1, [3, 4])
    waiting = report.upload
    assert waiting is not None
    with pytest.raises(ParseError):
        SCORE_IMPORT.apply(olga, waiting)
    assert kept(cup) == {}
    SCORE_IMPORT.apply(olga, waiting, good_lines=True)
    assert kept(cup) == {("f1", "4"): {"minutes": 60, "goals_scored": 1}}
    waiting.refresh_from_db()
    assert (waiting.created, waiting.left_out) == (1, 2)
    mended = waiting.to_mend.replace(",9,90,", ",2,90,").replace("AM", "45")
    SCORE_IMPORT.run(olga, cup, mended.encode(), "scores-to-mend.csv")
    assert kept(cup)["f1", "2"] == {"minutes": 90}
    assert kept(cup)["f1", "1"] == {"minutes": 45}


def test_programs_that_want_the_good_lines_say_so(cup: Competition) -> None:
    content = scores("f1,4,60,1,0", "f1,9,90,0,0")
    with pytest.raises(ParseError):
        SCORE_IMPORT.run(None, cup, content, "scores.csv")
    assert SCORE_IMPORT.run(None, cup, content, "scores.csv", good_lines=True).counts()["created"] == 1
