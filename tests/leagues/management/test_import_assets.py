"""`manage.py import_assets`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from leagues.models import Asset, Sport
from tests.leagues.files.formats.test_fpl import PLAYERS, TEAMS
from tests.leagues.files.test_football_txt import EXCERPT
from tests.recorded import CHAMPIONS_LEAGUE, FPL, IPL, needs_recorded_data


def run(*args: str | Path) -> str:
    out = StringIO()
    call_command("import_assets", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.fixture
def season(tmp_path: Path) -> Path:
    path = tmp_path / "season.txt"
    path.write_text(EXCERPT, encoding="utf-8")
    return path


def test_football_txt_then_shipped_finds_the_same_clubs(db: None, season: Path) -> None:
    assert run(season, "--sport", "football").endswith("12 created, 0 changed, 0 unchanged\n")
    assert run("--shipped").endswith("24 created, 0 changed, 12 unchanged\n")


def test_says_which_are_created_and_changed(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country,rank\nPSV,NED,3\nLeeds,ENG,9\n", encoding="utf-8")
    lines = [line for line in run(path, "--sport", "football").splitlines() if not line.startswith("not in the file: ")]
    assert lines == [
        "created leeds-eng",
        "changed psv-ned",
        "on the list UEFA Champions League 2025/26",
        "1 created, 1 changed, 0 unchanged",
    ]


def test_what_is_not_in_the_file_is_said_and_kept_or_retired(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country\nPSV,NED\n", encoding="utf-8")
    said = run(path, "--sport", "football")
    assert said.count("not in the file: ") == 35
    assert not football.assets.exclude(retired_at=None).exists()
    run(path, "--sport", "football", "--missing", "retire")
    assert [asset.name for asset in football.assets.filter(retired_at=None)] == ["PSV"]
    path.write_text("name,country\nPSV,NED\nAFC Ajax,NED\n", encoding="utf-8")
    assert "retired, and in the file: afc-ajax-ned" in run(path, "--sport", "football")
    run(path, "--sport", "football", "--bring-back")
    assert football.assets.filter(retired_at=None).count() == 2


def test_what_could_be_either_is_asked(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country\nFK Bodo/Glimt,NOR\nP.S.V,NED\n", encoding="utf-8")
    assert "question fk-bodo-glimt-nor: is FK Bodo/Glimt the same as FK Bodø/Glimt, fk-bodo-glimt-nor?" in run(
        path, "--sport", "football", "--dry-run"
    )
    with pytest.raises(CommandError, match=r"(?s)Nothing was imported\..*--same KEY=ID or --another KEY"):
        run(path, "--sport", "football")
    for answer in ("x", "=", "x="):
        with pytest.raises(CommandError, match="as KEY=ID"):
            run(path, "--sport", "football", "--same", answer)
    with pytest.raises(CommandError, match="Nothing is asked about 'x'"):
        run(path, "--sport", "football", "--another", "x")
    before = football.assets.get(external_id="fk-bodo-glimt-nor")
    done = run(path, "--sport", "football", "--same", "fk-bodo-glimt-nor=fk-bodo-glimt-nor", "--rest", "another")
    assert "1 created, 1 changed, 0 unchanged" in done
    before.refresh_from_db()
    assert before.name == "FK Bodo/Glimt"


def test_dry_run_saves_nothing(db: None, season: Path) -> None:
    assert "(dry run: nothing was saved)" in run(season, "--sport", "football", "--dry-run")
    assert not Asset.objects.exists()


def test_json(db: None) -> None:
    report = json.loads(run("--shipped", "--json"))
    assert set(report) == {
        "created",
        "changed",
        "unchanged",
        "listed",
        "into",
        "missing",
        "retired",
        "questions",
        "dry_run",
    }
    assert len(report["created"]) == 36


def test_one_wrong_line_changes_nothing(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country\nLeeds,ENG\n,ENG\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 3: Give a name"):
        run(path, "--sport", "football")
    assert Asset.objects.count() == 36


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "either a path or --shipped"),
        (("x.csv", "--shipped"), "either a path or --shipped"),
        (("x.csv",), "--sport football"),
        (("no-such-file.csv", "--sport", "football"), "can't be read"),
    ],
)
def test_wrong_use_says_what_to_do(db: None, args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*args)


def test_the_list_is_the_one_named_else_that_of_the_file(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "eredivisie-2025-26.csv"
    path.write_text("name,country\nPSV,NED\n", encoding="utf-8")
    as_named = ("--list", "Premier League", "--season", "2024/25")
    assert "on the list eredivisie 2025/26\n" in run(path, "--sport", "football")
    assert "listed psv-ned\non the list Premier League 2024/25\n" in run(path, "--sport", "football", *as_named)
    assert "on the list Premier League 2024/25\n" in run(
        path, "--sport", "football", "--list", "premier league 2024-25"
    )
    assert sorted(each.title for each in football.lists.all()) == [
        "Premier League 2024/25",
        "UEFA Champions League 2025/26",
        "eredivisie 2025/26",
    ]


def test_a_list_must_be_named_where_there_are_several(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name\nLeeds\n", encoding="utf-8")
    run(path, "--sport", "football", "--list", "Friends")
    with pytest.raises(CommandError, match=r"There are .*Friends.* Name one with --list and --season"):
        run(path, "--sport", "football")
    with pytest.raises(CommandError, match="20 characters"):
        run(path, "--sport", "football", "--season", "the one of two thousand and ten")


def test_unknown_sport_says_what_to_do(db: None, season: Path) -> None:
    with pytest.raises(CommandError, match="in the admin"):
        run(season, "--sport", "quidditch")


def test_other_encodings_are_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_bytes("name\nFC København\n".encode("latin-1"))
    with pytest.raises(CommandError, match="line 2: This is not UTF-8; save the file as UTF-8"):
        run(path, "--sport", "football")


@needs_recorded_data
def test_the_real_season_is_what_is_shipped(football: Sport) -> None:
    assert run(CHAMPIONS_LEAGUE, "--sport", "football").splitlines() == [
        "on the list UEFA Champions League 2025/26",
        "0 created, 0 changed, 36 unchanged",
    ]


@needs_recorded_data
def test_players_of_others_are_taken_as_they_are(db: None) -> None:
    fpl = (FPL / "players.csv", "--sport", "football-players", "--id-prefix", "fpl-2025-")
    assert run(*fpl).endswith("820 created, 0 changed, 0 unchanged\n")
    assert run(*fpl) == "on the list fpl 2025/26\n0 created, 0 changed, 820 unchanged\n"
    raya = Asset.objects.get(external_id="fpl-2025-1")
    assert (raya.name, raya.position, raya.club) == ("David Raya Martín", "GK", "Arsenal")
    assert run(IPL / "players.csv", "--sport", "cricket").endswith("134 created, 0 changed, 0 unchanged\n")
    assert Asset.objects.get(sport="cricket", external_id="fcc21ace").club == "Chennai Super Kings"


def test_players_named_with_their_teams_by_another_file(football: Sport, tmp_path: Path) -> None:
    players, teams = tmp_path / "players_raw.csv", tmp_path / "teams.csv"
    players.write_text(PLAYERS, encoding="utf-8")
    teams.write_text(TEAMS, encoding="utf-8")
    with pytest.raises(CommandError, match=r"Choose teams\.csv together with it"):
        run(players, "--sport", "football")
    with pytest.raises(CommandError, match="line 3: Bob Boss is an assistant manager"):
        run(players, "--sport", "football", "--with", teams)
    assert "2 created" in run(players, "--sport", "football", "--good-lines", "--with", teams)
    assert Asset.objects.get(name="Ada Keeper").club == "Reds"


def test_good_lines_say_which_are_left_out(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country\nLeeds,ENG\n,ENG\n", encoding="utf-8")
    said = StringIO()
    call_command("import_assets", str(path), "--sport", "football", "--good-lines", stdout=StringIO(), stderr=said)
    assert said.getvalue() == "left out line 3: Give a name.\n"
    assert Asset.objects.filter(name="Leeds").exists()
    path.write_text("name,country\n,ENG\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2: Give a name"):
        run(path, "--sport", "football", "--good-lines")


def test_what_a_wrong_line_names_is_not_retired(football: Sport, tmp_path: Path) -> None:
    path = tmp_path / "clubs.csv"
    path.write_text("name,country,rank\nPSV,NED,1\nAFC Ajax,NED,first\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Lines are left out"):
        run(path, "--sport", "football", "--good-lines", "--missing", "retire")
    assert not football.assets.exclude(retired_at=None).exists()
