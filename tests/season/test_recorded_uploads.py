"""Recorded files, as others made them, brought in by the pages: lines taken and left out, and points as officially."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import read_assets
from leagues.files.formats.joining import join_contents
from leagues.services import create_league, import_own_assets
from leagues.settings.auction import AuctionSettings
from season.league_seasons.services import follow_own_competition
from season.models import AssetPoints, LeagueSeason, Upload
from season.schemes.services import install_sport_and_scheme
from tests import cast
from tests.leagues.test_views import signed_in
from tests.recorded import CHAMPIONS_LEAGUE, DATA, EURO, FPL, IPL, needs_recorded_data

pytestmark = needs_recorded_data

UNTOUCHED = DATA / "untouched"
TEAMS = UNTOUCHED / "fpl-2024-25-teams.csv"


class Import(NamedTuple):
    """Files that are chosen together on the page: how many lines are new, repeated and left out."""

    kind: str
    paths: Sequence[Path]
    new: int
    repeated: int = 0
    left_out: int = 0


class Recorded(NamedTuple):
    """A season: its sport, the files of its assets, and what is uploaded in which order."""

    sport: str
    assets: Sequence[Path]
    imports: Sequence[Import]


FPL_24 = Recorded(
    "football-players",
    [UNTOUCHED / "fpl-2024-25-players_raw.csv", TEAMS],
    [
        Import("fixtures", [UNTOUCHED / "fpl-2024-25-fixtures.csv", TEAMS], 380),
        Import("scores", [UNTOUCHED / "fpl-2024-25-gw1.csv"], 616),
        Import("scores", [UNTOUCHED / "fpl-2024-25-gw24.csv"], 809, left_out=22),  # assistant managers
    ],
)
FPL_25 = Recorded(
    "football-players",
    [FPL / "players.csv"],
    [
        Import("fixtures", [FPL / "fixtures.csv"], 380),
        Import("scores", [FPL / "gameweek-01.csv"], 690, repeated=2),
        Import("scores", [FPL / "gameweek-02.csv"], 705, repeated=1),
        Import("scores", [FPL / "gameweek-03.csv"], 712, repeated=1),
    ],
)
CLUBS = [
    Recorded("football", [EURO], [Import("fixtures", [EURO], 51)]),
    Recorded("football", [CHAMPIONS_LEAGUE], [Import("fixtures", [CHAMPIONS_LEAGUE], 189)]),
]
CRICKET = Recorded(
    "cricket",
    [IPL / "players.csv"],
    [Import("fixtures", [IPL / "matches.csv"], 12), Import("scores", [IPL / "player-match-stats.csv"], 285)],
)


def follow(user: User, recorded: Recorded) -> LeagueSeason:
    """A league with the season's assets as its own, and a competition of its own."""
    install_sport_and_scheme(recorded.sport)
    league = create_league(user, "Friday", sport_of_key(recorded.sport), AuctionSettings())
    member = cast.member_of(league, user)
    source = join_contents([(path.name, path.read_bytes()) for path in recorded.assets])
    import_own_assets(member, read_assets(source.text, source.name, []))
    return follow_own_competition(member, name="Cup", season="2024/25")


def send(user: User, season: LeagueSeason, each: Import) -> None:
    """Choose the files, look at the preview, and apply the good lines."""
    page = f"/leagues/{season.league_id}/season/upload/"
    browser = signed_in(user)
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in each.paths]
    preview = browser.post(page, {"kind": each.kind, "file": files})
    waiting = Upload.objects.filter(status=Upload.Status.PREVIEWED).first()
    assert waiting is not None, re.findall(r"<td>(.*?)</td>", preview.text)[:5]
    repeated = f", {each.repeated} repeated" if each.repeated else ""
    assert f"<b>{each.new}</b> new, <b>0</b> changed, <b>0</b> unchanged{repeated}" in preview.text
    browser.post(f"{page}{waiting.pk}/apply/", {"good_lines": "yes"} if each.left_out else {})
    waiting.refresh_from_db()
    assert (waiting.status, waiting.created, waiting.left_out) == ("applied", each.new, each.left_out)


@pytest.mark.parametrize("recorded", [FPL_24, FPL_25], ids=["2024/25", "2025/26"])
def test_every_row_of_the_fantasy_premier_league_scores_officially(carla: User, recorded: Recorded) -> None:
    season = follow(carla, recorded)
    official: dict[tuple[str, str], int] = {}
    for each in recorded.imports:
        send(carla, season, each)
        official |= official_points(each.paths[0]) if each.kind == "scores" else {}
    rows = AssetPoints.objects.values_list(
        "performance__fixture__external_id",
        "performance__asset__listed__file_id",  # the season's, if the asset has another that stays
        "performance__asset__external_id",
        "points",
    )
    assert {(fixture, of_season or asset): points for fixture, of_season, asset, points in rows} == official
    assert len(official) == sum(each.new for each in recorded.imports if each.kind == "scores")


def official_points(path: Path) -> dict[tuple[str, str], int]:
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = [row for row in csv.DictReader(file) if row["position"] != "AM"]
    return {(row["fixture"], row["element"]): 100 * int(row["total_points"]) for row in rows}


@pytest.mark.parametrize("recorded", [*CLUBS, CRICKET], ids=["Euro 2024", "Champions League", "IPL"])
def test_every_line_of_the_others_is_taken(carla: User, recorded: Recorded) -> None:
    season = follow(carla, recorded)
    for each in recorded.imports:
        send(carla, season, each)
    assert season.competition.fixtures.count() == recorded.imports[0].new
