"""Every kind of file is previewed alike, and asked about where its columns aren't certain."""

import io

import pytest

from accounts.models import User
from leagues.models import ColumnAnswers
from leagues.uploads.records import UploadNotFound
from season.locks import require_keeper
from season.models import Competition, LeagueSeason, Upload
from season.upload_kinds import ColumnsAsked, apply_upload, preview_answered, preview_file
from tests.season import scored_league, small_competitions


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


LIST = b"Wer;Heim;Gast;Preis\nx;Reds;Blues;3\n"


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


def test_what_is_certain_is_previewed_and_applied(season: LeagueSeason, carla: User) -> None:
    preview = preview_file(carla, season.competition, "fixtures", io.BytesIO(LIST), "a.csv")
    assert (len(preview.rows), preview.cut) == (1, False), "all there is to change is shown"
    assert preview.questions == ["We read Heim as home, Gast as away.", "Not used: Wer, Preis."]
    assert apply_upload(carla, preview.waiting, good_lines=False) == {"created": 1, "changed": 0, "unchanged": 0}


@pytest.mark.parametrize(
    ("kind", "header", "field"), [("fixtures", "Wer;Heim\n", "away"), ("scores", "Wer;Spieler\n", "fixture")]
)
def test_what_is_not_certain_waits_for_an_answer(
    season: LeagueSeason, carla: User, kind: str, header: str, field: str
) -> None:
    text = f"{header}f1;Ada Keeper\n"
    with pytest.raises(ColumnsAsked) as asked:
        preview_file(carla, season.competition, kind, io.BytesIO(text.encode()), "a.csv")
    assert (asked.value.columns, asked.value.rows) == (tuple(header.strip().split(";")), [["f1", "Ada Keeper"]])
    assert [each.field for each in asked.value.questions] == [field]
    assert "Call the column of" in str(asked.value)
    preview = preview_answered(carla, asked.value.upload, {field: "Wer", "other": "x"})
    assert (ColumnAnswers.objects.get().answers, bool(preview.signature)) == ({field: "Wer"}, True)
    with pytest.raises(UploadNotFound):
        preview_answered(carla, Upload(competition=season.competition, status=Upload.Status.APPLIED), {})


def test_a_shared_competition_is_asked_by_its_lines(cup: Competition, olga: User) -> None:
    require_keeper(olga, cup)
    with pytest.raises(ColumnsAsked, match="line 1: Call the column of the away side 'away'; it could be Wer"):
        preview_file(olga, cup, "fixtures", io.BytesIO(b"Wer;Heim\nReds;Blues\n"), "a.csv")
    assert not ColumnAnswers.objects.exists()
