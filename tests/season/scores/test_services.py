"""Scores come in: previewed, applied all or nothing, once, corrected with history, one at a time."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow, parse_assets
from leagues.files.parse_errors import ParseError
from leagues.models import Asset
from leagues.services import import_assets
from season.competitions.services import create_competition
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.services import follow_competition
from season.models import AssetPoints, Competition, Correction, Performance, Upload
from season.schemes.services import install_sport_and_scheme
from season.scores.services import SCORE_IMPORT
from tests.recorded import IPL, needs_recorded_data
from tests.season import oracle, small_competitions
from tests.season.small_competitions import kept, scores


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def upload(competition: Competition, *lines: str, **options: Any) -> Any:
    return SCORE_IMPORT.run(None, competition, scores(*lines, **options), "scores.csv")


def problems_of(competition: Competition, content: bytes, name: str = "scores.csv") -> list[tuple[int, str]]:
    with pytest.raises(ParseError) as caught:
        SCORE_IMPORT.run(None, competition, content, name)
    assert not Performance.objects.exists()
    assert not Upload.objects.filter(kind=Upload.Kind.SCORES).exists()
    return caught.value.problems


def test_what_is_new_is_kept_without_zeros(cup: Competition) -> None:
    preview = upload(cup, "f1,1,90,0,3", "f1,4,60,2,0")
    assert preview.counts() == {"created": 2, "changed": 0, "unchanged": 0}
    assert kept(cup) == {("f1", "1"): {"minutes": 90, "saves": 3}, ("f1", "4"): {"minutes": 60, "goals_scored": 2}}
    assert set(Performance.objects.values_list("position", flat=True)) == {"GK", "FWD"}


def test_a_correction_keeps_what_was_there_before(cup: Competition, olga: User) -> None:
    upload(cup, "f1,4,60,2,0", "f1,1,90,0,3")
    preview = SCORE_IMPORT.run(olga, cup, scores("f1,4,60,1,0", "f1,1,90,0,3"), "corrected.csv")
    [row] = [row for row in preview.rows if not row.change.is_same]
    assert row.change.differences() == {"goals_scored": (2, 1)}
    assert preview.counts() == {"created": 0, "changed": 1, "unchanged": 1}
    history = Correction.objects.get()
    assert history.before == {"position": "FWD", "statistics": {"minutes": 60, "goals_scored": 2}}
    assert history.after == {"position": "FWD", "statistics": {"minutes": 60, "goals_scored": 1}}
    assert (history.upload.by, history.upload.file_name, history.asset.name) == (olga, "corrected.csv", "Dee Front")


def test_what_a_file_does_not_speak_of_stays(cup: Competition) -> None:
    upload(cup, "f1,4,60,2,0")
    upload(cup, "f1,4,3,", header="fixture,asset,assists,minutes")
    assert kept(cup) == {("f1", "4"): {"minutes": 60, "goals_scored": 2, "assists": 3}}


def test_players_are_found_by_name_in_any_spelling(cup: Competition) -> None:
    upload(cup, "f1,bó BACKMAN,90,0,0", header="fixture,name,minutes,goals_scored,saves")
    assert kept(cup) == {("f1", "2"): {"minutes": 90}}


def test_ids_of_a_file_may_have_a_prefix_in_ours(cup: Competition) -> None:
    import_assets("football-players", [AssetRow(external_id="2026-7", name="Newcomer", position="FWD")])
    other = create_competition(None, cup.sport, key="other", name="Other", asset_prefix="2026-")
    FIXTURE_IMPORT.run(None, other, small_competitions.FIXTURES.encode(), "fixtures.csv")
    upload(other, "f1,7,90,0,0")
    assert kept(other) == {("f1", "2026-7"): {"minutes": 90}}


def test_a_file_may_say_the_position(cup: Competition) -> None:
    upload(cup, "f1,4,DEF,90", header="fixture,asset,position,minutes")
    assert Performance.objects.get().position == "DEF"
    upload(cup, "f1,4,91", header="fixture,asset,minutes")
    assert Performance.objects.get().position == "DEF"


def test_json(cup: Competition) -> None:
    entry = {"fixture": "f1", "asset": 4, "statistics": {"minutes": 90, "goals_scored": 1.0}}
    SCORE_IMPORT.run(None, cup, json.dumps([entry]).encode(), "scores.json")
    assert kept(cup) == {("f1", "4"): {"minutes": 90, "goals_scored": 1}}


def test_a_line_that_repeats_another_word_for_word_does_no_harm(cup: Competition) -> None:
    preview = upload(cup, "f1,4,60,2,0", "f1,1,90,0,0", "f1,4,60,2,0")
    assert (preview.repeated, preview.counts()["created"]) == ([4], 2)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["f1,1,90,0,0", "f1,9,90,0,0"], (3, "There is no player with the id '9'")),
        (["f9,1,90,0,0"], (2, "There is no fixture 'f9' in this competition")),
        (["f3,1,90,0,0"], (2, "no kick-off yet")),
        (["f1,1,-5,0,0"], (2, "minutes is -5; give a whole number from 0 to 150")),
        (["f1,1,151,0,0"], (2, "minutes is 151")),
        (["f1,1,90.5,0,0"], (2, "minutes is 90.5")),
        (["f1,1," + "9" * 400 + ",0,0"], (2, "minutes is " + "9" * 20 + ";")),
        (["f1,1,1e400,0,0"], (2, "minutes is 1e400")),
        (["f1,1,90,0"], (2, "as many values")),
        (["f1,1,90,0,0", 'f1,2,"90,0,0'], (3, "not CSV")),
        ([",1,90,0,0"], (2, "Give the fixture's id")),
        (["f1,,90,0,0"], (2, "Say who it was")),
        ([], (1, "There are no scores")),
    ],
)
def test_wrong_lines_are_named_and_nothing_is_kept(
    cup: Competition, lines: list[str], problem: tuple[int, str]
) -> None:
    [(line, sentence)] = problems_of(cup, scores(*lines))
    assert line == problem[0]
    assert problem[1] in sentence


def test_of_two_lines_that_contradict_each_other_neither_is_taken(cup: Competition) -> None:
    first, second = problems_of(cup, scores("f1,1,90,0,0", "f1,1,80,0,0"))
    assert first == (2, "Ada Keeper in Reds – Blues stands in line 3 again, with other figures.")
    assert second == (3, "Ada Keeper in Reds – Blues stands in line 2 already, with other figures.")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"fixture,asset,minutes\nf1,1,90\n\xff", (3, "not UTF-8")),
        (b"fixture,asset,minutes\nf1,1,9\x000", (2, "NUL byte")),
        (b"fixture,asset,minuts\nf1,1,90", (1, "no column 'minuts'")),
        (b"asset,minutes\n1,90", (1, "must be a column 'fixture'")),
        (b"fixture,asset,asset\nf1,1,90", (1, "stands there twice")),
        (b"", (1, "must be a column 'fixture'")),
    ],
)
def test_files_that_are_none_are_refused(cup: Competition, content: bytes, problem: tuple[int, str]) -> None:
    [(line, sentence), *_] = problems_of(cup, content)
    assert line == problem[0]
    assert problem[1] in sentence


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_as_a_spreadsheet_saves_it(cup: Competition, ending: str) -> None:
    text = "\ufeff" + ending.join(["fixture;name;minutes", "f1;Dee Front;90", ""])
    SCORE_IMPORT.run(None, cup, text.encode(), "scores.csv")
    assert kept(cup) == {("f1", "4"): {"minutes": 90}}


def json_of(**changes: Any) -> str:
    return json.dumps([{"fixture": "f1", "asset": "4", "statistics": {"minutes": 90}, **changes}])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "not JSON"),
        ("{}", "Give a list"),
        ("[1]", "Give an object such as"),
        ("[" * 100_000, "deep at most"),
        (json_of(statistics=[]), "Give an object such as"),
        (json_of(statistics={"minuts": 90}), "no statistic 'minuts'"),
        (json_of(statistics={"minutes": -1}), "minutes is -1"),
        (json_of(statistics={"minutes": True}), "minutes is far out"),
        (json_of(statistics={"minutes": [90]}), "minutes is far out"),
        (json_of(statistics={"minutes": 90.5}), "minutes is 90.5"),
        (json_of(statistics={"minutes": 10**400}), "minutes is far out"),
        (json_of(statistics={"minutes": float("inf")}), "minutes is Infinity"),
        ('[{"fixture": "f1", "asset": "4", "statistics": {"minutes": 1e400}}]', "minutes is 1e400"),
        ('[{"fixture": "f1", "asset": "4", "statistics": {"minutes": ' + "9" * 5000 + "}}]", "too long"),
        (json_of(name="\ud800"), "name must be a text"),
        (json_of(fixture="f1\0"), "fixture must be a text"),
        (json_of(fixture=["f1"]), "fixture must be a text"),
        (json_of(luck=7), "no field 'luck'"),
    ],
)
def test_json_that_is_none_of_ours_is_refused(cup: Competition, text: str, words: str) -> None:
    [(_, sentence)] = problems_of(cup, text.encode(), "scores.json")
    assert words in sentence


def test_many_wrong_lines_are_counted_and_the_first_are_named(cup: Competition) -> None:
    content = scores(*(f"f1,x{number},90,0,0" for number in range(2_000)))
    with pytest.raises(ParseError, match="and 1980 more problems") as caught:
        SCORE_IMPORT.run(None, cup, content, "scores.csv")
    assert len(caught.value.problems) == 2_000


def test_a_misspelt_name_finds_its_near_misses(cup: Competition) -> None:
    header = "fixture,name,minutes"
    [(_, sentence)] = problems_of(cup, scores("f1,Dee Frant,90", header=header))
    assert "There is no player called 'Dee Frant'; did you mean Dee Front (4)?" in sentence


def test_a_name_of_two_players_is_refused(cup: Competition) -> None:
    import_assets("football-players", [AssetRow(external_id="5", name="Dee Front", position="GK")])
    [(_, sentence)] = problems_of(cup, scores("f1,Dee Front,90", header="fixture,name,minutes"))
    assert "2 players are called 'Dee Front'; give the id of the right one: 4, 5" in sentence


def test_a_player_without_a_position_is_refused(cup: Competition) -> None:
    import_assets("football-players", [AssetRow(external_id="5", name="Eve Nowhere")])
    [(_, sentence)] = problems_of(cup, scores("f1,5,90,0,0"))
    assert sentence == "Eve Nowhere has no position; give one of GK, DEF, MID, FWD."


def test_clubs_score_by_results_and_take_no_upload(db: None) -> None:
    [(_, sentence)] = problems_of(small_competitions.clubs_competition(), scores("f1,1,90,0,0"))
    assert "import the fixtures in place of scores" in sentence


def test_a_preview_says_what_would_change_and_changes_nothing(cup: Competition, olga: User) -> None:
    upload(cup, "f1,4,60,2,0", "f1,1,90,0,3")
    preview = SCORE_IMPORT.preview(olga, cup, scores("f1,4,60,1,0", "f1,1,90,0,3", "f1,2,90,0,0"), "scores.csv")
    assert [(row.line, row.asset, row.change.differences()) for row in preview.rows] == [
        (2, "Dee Front", {"goals_scored": (2, 1)}),
        (3, "Ada Keeper", {}),
        (4, "Bo Backman", {"minutes": (0, 90), "position": ("", "DEF")}),
    ]
    assert preview.upload is not None
    assert preview.upload.status == Upload.Status.PREVIEWED
    assert kept(cup)["f1", "4"]["goals_scored"] == 2


def test_any_number_of_rows_takes_the_same_few_statements(cup: Competition, carla: User) -> None:
    rows = [AssetRow(external_id=f"p{n}", name=f"Player {n}", position="MID") for n in range(713)]
    import_assets("football-players", rows)
    follow_competition(small_competitions.member(small_competitions.players_league(carla), carla), cup)

    def statements(fixture: str, count: int, goals: int) -> int:
        lines = [f"{fixture},p{n},90,{goals},0" for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            upload(cup, *lines)
        return len(queries)

    assert statements("f1", 1, 1) == statements("f2", 713, 1) <= 18
    assert statements("f1", 1, 2) == statements("f2", 713, 2) <= 19
    assert statements("f1", 1, 2) == statements("f2", 713, 2) <= 9
    assert AssetPoints.objects.count() == Performance.objects.count() == 714


def import_players(folder: Path, sport: str) -> None:
    import_assets(sport, parse_assets((folder / "players.csv").read_text(encoding="utf-8"), "players.csv"))


@needs_recorded_data
def test_a_real_cricket_season_is_taken_as_it_is(db: None, carla: User) -> None:
    install_sport_and_scheme("cricket")
    import_players(IPL, "cricket")
    competition = create_competition(
        None, sport_of_key("cricket"), key="ipl", name="IPL", season="2026", time_zone="Asia/Kolkata"
    )
    FIXTURE_IMPORT.run(None, competition, (IPL / "matches.csv").read_bytes(), "matches.csv")
    preview = SCORE_IMPORT.run(
        None, competition, (IPL / "player-match-stats.csv").read_bytes(), "player-match-stats.csv"
    )
    assert preview.counts() == {"created": 285, "changed": 0, "unchanged": 0}
    assert Asset.objects.filter(sport="cricket", performances__isnull=False).distinct().count() == 134
    assert sum(oracle.cricket(figures) for figures in kept(competition).values()) > 0
