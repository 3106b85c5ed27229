"""An upload taken back leaves nothing behind: exports, standings and pages are byte for byte as before it."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from leagues.services import NotAllowed, create_league
from leagues.settings.auction import AuctionSettings
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.services import follow_own_competition
from season.models import Correction, LeagueSeason, Round, Upload
from season.scores.services import SCORE_IMPORT
from season.standings.services import next_competition_to_recount, recount
from season.taking_back import CannotTakeBack, take_back
from season.uploads.imports import FileImport
from tests import cast
from tests.season import scored_league, small_competitions
from tests.season.exports import exports_of
from tests.season.small_competitions import scores

Bring = Callable[[LeagueSeason], Upload]
HEADER = "external_id,round,kickoff,home,away,status\n"
CLUBS = "external_id,round,kickoff,home,away,home_score,away_score,status\n"
PLAYED = CLUBS + (
    "c1,1,2026-08-15T14:00:00Z,Arsenal FC,PSV,2,1,\n"
    "c2,1,2026-08-16T14:00:00Z,FC Barcelona,Chelsea FC,0,0,\n"
    "c3,2,2026-08-22T14:00:00Z,PSV,Arsenal FC,,,\n"
)


def bring(season: LeagueSeason, file_import: FileImport[Any], content: str | bytes, **options: bool) -> Upload:
    """A file comes in, at once, and the worker counts."""
    content = content if isinstance(content, bytes) else content.encode()
    upload: Upload | None = file_import.run(None, season.competition, content, "file.csv", **options).upload
    assert upload is not None
    count(season)
    return upload


def count(season: LeagueSeason) -> None:
    while next_competition_to_recount() is not None:
        recount(season.competition_id)
    season.refresh_from_db()


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    """Two match days of players, of which the first is scored."""
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1)
    return season


@pytest.fixture
def clubs(carla: User, max_: User) -> LeagueSeason:
    """A match day of clubs, which score by their results; the second is still to come."""
    cast.make_football()
    league = create_league(carla, "The Clubs", small_competitions.clubs_competition().sport, AuctionSettings())
    season = follow_own_competition(cast.member_of(league, carla), name="Cup", season="2026")
    bring(season, FIXTURE_IMPORT, PLAYED)
    return season


def taken_back_is_as_before(season: LeagueSeason, bring_one: Bring, olga: User, carla: User) -> None:
    before = exports_of(season, olga, carla)
    upload = bring_one(season)
    after = exports_of(season, olga, carla)
    assert after != before, "this upload changes nothing that anybody sees"
    take_back(carla, upload)
    count(season)
    assert exports_of(season, olga, carla) == before
    upload.refresh_from_db()
    assert (upload.status, upload.taken_back_by) == ("taken_back", carla)
    assert upload.taken_back_at is not None


KINDS: dict[str, Bring] = {
    "new scores": lambda season: bring(season, SCORE_IMPORT, scores(*scored_league.GAME_2, "f1,2,90,0,0")),
    "corrected scores": lambda season: bring(season, SCORE_IMPORT, scores("f1,4,90,0,0", "f1,1,12,0,1")),
    "another position": lambda season: bring(
        season, SCORE_IMPORT, "fixture,asset,position,minutes\nf1,4,DEF,90\n"
    ),
    "the good lines alone": lambda season: bring(
        season, SCORE_IMPORT, scores("f1,4,90,5,0", "f1,99,90,0,0", "f2,2,90,0,0"), good_lines=True
    ),
    "a new fixture on a new match day": lambda season: bring(
        season, FIXTURE_IMPORT, HEADER + "f9,7,2026-08-29T14:00:00Z,Reds,Blues,\n"
    ),
    "a scored fixture on another match day": lambda season: bring(
        season, FIXTURE_IMPORT, HEADER + "f1,Final,2026-08-16T14:00:00Z,Reds,Blues,finished\n"
    ),
    "a fixture without a date": lambda season: bring(
        season, FIXTURE_IMPORT, HEADER + "f2,,,Blues,Reds,postponed\n"
    ),
    "other sides": lambda season: bring(season, FIXTURE_IMPORT, HEADER + "f3,2,2026-10-01,Greens,Blues,live\n"),
}  # fmt: skip
CLUB_KINDS: dict[str, Bring] = {
    "a result": lambda season: bring(
        season, FIXTURE_IMPORT, CLUBS + "c3,2,2026-08-22T14:00:00Z,PSV,Arsenal FC,4,4,\n"
    ),
    "a corrected result": lambda season: bring(
        season, FIXTURE_IMPORT, CLUBS + "c1,1,2026-08-15T14:00:00Z,Arsenal FC,PSV,0,1,\n"
    ),
    "a result that is gone": lambda season: bring(
        season, FIXTURE_IMPORT, CLUBS + "c1,1,2026-08-15T14:00:00Z,Arsenal FC,PSV,,,cancelled\n"
    ),
    "a new fixture with its result": lambda season: bring(
        season, FIXTURE_IMPORT, CLUBS + "c4,3,2026-08-30,Chelsea FC,PSV,3,1,\n"
    ),
    "other clubs": lambda season: bring(
        season, FIXTURE_IMPORT, CLUBS + "c1,1,2026-08-15T14:00:00Z,PSV,FC Barcelona,2,1,\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_upload_taken_back_leaves_all_as_before(season: LeagueSeason, kind: str, olga: User, carla: User) -> None:
    taken_back_is_as_before(season, KINDS[kind], olga, carla)


@pytest.mark.parametrize("kind", CLUB_KINDS)
def test_results_taken_back_leave_all_as_before(clubs: LeagueSeason, kind: str, olga: User, carla: User) -> None:
    taken_back_is_as_before(clubs, CLUB_KINDS[kind], olga, carla)


def test_all_of_them_one_after_the_other_and_back_again(season: LeagueSeason, olga: User, carla: User) -> None:
    seen, uploads = [], []
    for bring_one in KINDS.values():
        seen.append(exports_of(season, olga, carla))
        uploads.append(bring_one(season))
    while uploads:
        take_back(carla, uploads.pop())
        count(season)
        assert exports_of(season, olga, carla) == seen.pop()


def test_later_uploads_of_the_same_lines_come_first(season: LeagueSeason, carla: User) -> None:
    first = bring(season, SCORE_IMPORT, scores("f2,4,90,1,0"))
    second = bring(season, SCORE_IMPORT, scores("f2,4,90,2,0"))
    other = bring(season, SCORE_IMPORT, scores("f2,2,90,2,0"))
    with pytest.raises(CannotTakeBack, match="Take these back first") as caught:
        take_back(carla, first)
    assert str(second) in str(caught.value)
    take_back(carla, second)
    take_back(carla, first)
    assert small_competitions.kept(season.competition)["f2", "2"] == {"minutes": 90, "goals_scored": 2}
    assert other.changes.count() == 1


def test_a_fixture_goes_after_the_scores_in_it(season: LeagueSeason, carla: User) -> None:
    made = bring(season, FIXTURE_IMPORT, HEADER + "f9,9,2026-08-29T14:00:00Z,Reds,Blues,\n")
    scored = bring(season, SCORE_IMPORT, scores("f9,4,90,1,0"))
    with pytest.raises(CannotTakeBack, match="Take these back first"):
        take_back(carla, made)
    take_back(carla, scored)
    take_back(carla, made)
    assert not season.competition.fixtures.filter(external_id="f9").exists()
    assert not Round.objects.filter(name="Round 9").exists()


def test_a_match_day_that_others_fill_stays_until_they_go(season: LeagueSeason, carla: User) -> None:
    made = bring(season, FIXTURE_IMPORT, HEADER + "f8,9,2026-08-29,Reds,Blues,\n")
    filled = bring(season, FIXTURE_IMPORT, HEADER + "f9,9,2026-08-29,Blues,Reds,\n")
    take_back(carla, made)
    assert Round.objects.get(name="Round 9").fixtures.get().external_id == "f9"
    take_back(carla, filled)
    assert not Round.objects.filter(name="Round 9").exists()


def test_an_upload_is_taken_back_once_and_only_if_it_was_applied(season: LeagueSeason, carla: User) -> None:
    upload = bring(season, SCORE_IMPORT, scores("f2,4,90,1,0"))
    take_back(carla, upload)
    with pytest.raises(CannotTakeBack, match="already"):
        take_back(carla, upload)
    waiting = SCORE_IMPORT.preview(carla, season.competition, scores("f2,4,90,1,0"), "scores.csv").upload
    assert waiting is not None
    with pytest.raises(CannotTakeBack, match="never applied"):
        take_back(carla, waiting)


def test_what_an_older_release_applied_is_not_kept(season: LeagueSeason, carla: User) -> None:
    upload = bring(season, SCORE_IMPORT, scores("f2,4,90,1,0"))
    upload.changes.all().delete()
    with pytest.raises(CannotTakeBack, match="Upload a corrected file"):
        take_back(carla, upload)


def test_only_who_may_upload_takes_back(season: LeagueSeason, carla: User, max_: User, otto: User, olga: User) -> None:
    upload = bring(season, SCORE_IMPORT, scores("f2,4,90,1,0"))
    for user in (max_, otto, olga):
        with pytest.raises(NotAllowed):
            take_back(user, upload)
    assert take_back(None, upload).taken_back_by is None


def test_corrections_stay_as_history(season: LeagueSeason, carla: User) -> None:
    upload = bring(season, SCORE_IMPORT, scores("f1,4,90,3,0"))
    take_back(carla, upload)
    assert Correction.objects.get().upload.status == "taken_back"
