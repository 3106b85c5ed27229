"""Fixtures come in from files, once; clubs score by their results, and corrections keep history."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from leagues.auction_settings import AuctionSettings
from leagues.files.asset_rows import ParseError
from leagues.models import Asset
from leagues.services import NotAllowed, create_league
from season import queries
from season.models import AssetPoints, Competition, Correction, Fixture, Performance, Round, Upload
from season.services_competitions import follow, make_competition
from season.services_fixtures import FixtureReport, apply_fixtures, import_fixtures, preview_fixtures
from season.services_scores import apply_scores
from season.services_uploads import UploadNotFound
from tests import cast
from tests.leagues.files.test_football_txt import EXCERPT
from tests.recorded import CHAMPIONS_LEAGUE, FPL, IPL, needs_recorded_data
from tests.season import stage
from tests.season.stage import kept
from tests.threads import at_once

FINAL = "league-matchday-1-athletic-club-esp-arsenal-fc-eng"


@pytest.fixture
def cl(db: None) -> Competition:
    return stage.clubs_competition()


def load(competition: Competition, text: str, name: str = "season.txt", **options: bool) -> FixtureReport:
    return import_fixtures(None, competition, text.encode(), name, **options)


def counts(report: FixtureReport) -> tuple[int, int, int]:
    return len(report.created), len(report.changed), len(report.unchanged)


def one_match(result: str = "", day: str = "Tue Sep/16 2025", at: str = "18.45") -> str:
    return f"» League, Matchday 1\n  {day}\n    {at}  Athletic Club (ESP)     v Arsenal FC (ENG)   {result}\n"


# Football.TXT -------------------------------------------------------------------------------------


def test_fixtures_carry_round_clubs_kickoff_in_utc_and_result(cl: Competition) -> None:
    assert counts(load(cl, EXCERPT)) == (7, 0, 0)
    first = queries.fixtures_of(cl)[0]
    assert (first.external_id, str(first), str(first.round)) == (
        FINAL,
        "Athletic Club – Arsenal FC",
        "League, Matchday 1",
    )
    assert first.kickoff == datetime(2025, 9, 16, 16, 45, tzinfo=UTC)  # 18.45 in Zurich, in summer
    assert (first.home, first.status, first.goals, first.winner) == (
        Asset.objects.get(name="Athletic Club"), "finished", (0, 2), "away",
    )  # fmt: skip


def test_the_same_file_again_changes_nothing(cl: Competition) -> None:
    load(cl, EXCERPT)
    assert counts(load(cl, EXCERPT)) == (0, 0, 7)
    assert counts(load(cl, EXCERPT.replace("\n", "\r\n"))) == (0, 0, 7)
    assert Upload.objects.count() == 1
    assert not Correction.objects.exists()


def test_a_day_without_a_time_begins_where_the_day_does(cl: Competition) -> None:
    load(cl, EXCERPT)
    extra = Fixture.objects.get(home_name="Juventus FC")
    assert (extra.kickoff, extra.time_known) == (datetime(2026, 2, 24, 23, 0, tzinfo=UTC), False)
    final = Fixture.objects.get(round__name="Finals, Final")
    assert (final.kickoff, final.status, final.goals) == (None, "scheduled", None)


def test_extra_time_counts_and_penalties_decide(cl: Competition) -> None:
    load(cl, one_match("4-3 pen. 1-1 a.e.t. (0-0, 0-0)"))
    fixture = Fixture.objects.get()
    assert (fixture.home_score, fixture.home_extra, fixture.home_penalties, fixture.winner) == (0, 1, 4, "home")
    draw = {"played": 1, "draws": 1, "goals_for": 1, "goals_against": 1}
    assert kept(cl) == {
        (FINAL, "athletic-club-esp"): {**draw, "shootout_wins": 1},
        (FINAL, "arsenal-fc-eng"): draw,
    }


def test_a_result_comes_in_later_and_is_corrected_with_history(cl: Competition, carla: User) -> None:
    follow(cast.member_of(cast.make_league(carla), carla), cl)
    assert counts(load(cl, one_match())) == (1, 0, 0)
    assert kept(cl) == {}
    assert counts(load(cl, one_match("2-0 (1-0)"))) == (0, 1, 0)
    assert points(cl) == {"Athletic Club": 3 + 2 + 2, "Arsenal FC": 0}
    assert not Correction.objects.exists()
    load(cl, one_match("2-2 (1-0)"))
    assert points(cl) == {"Athletic Club": 1 + 2, "Arsenal FC": 1 + 2}
    before = Correction.objects.get(asset__name="Athletic Club").before
    assert before["statistics"] == {"played": 1, "wins": 1, "goals_for": 2}


def points(competition: Competition) -> dict[str, float]:
    rows = AssetPoints.objects.filter(performance__fixture__competition=competition)
    return {row.performance.asset.name: row.points / 100 for row in rows.select_related("performance__asset")}


@pytest.mark.parametrize("note", ["", "[postponed]", "[abandoned]", "[cancelled]"])
def test_a_result_that_is_taken_back_takes_its_points_along(cl: Competition, note: str, carla: User) -> None:
    follow(cast.member_of(cast.make_league(carla), carla), cl)
    load(cl, one_match("2-0 (1-0)"))
    load(cl, one_match(note))
    fixture = Fixture.objects.get()
    assert (fixture.goals, fixture.winner) == (None, "")
    assert fixture.status == {"": "scheduled", "[cancelled]": "cancelled"}.get(note, "postponed")
    assert not Performance.objects.exists()
    assert not AssetPoints.objects.exists()
    assert set(Correction.objects.values_list("after", flat=True)) == {None}


def test_an_awarded_match_counts(cl: Competition) -> None:
    load(cl, one_match("3-0 [awarded]"))
    assert kept(cl)[FINAL, "athletic-club-esp"]["wins"] == 1


def test_a_match_that_moves_is_the_same_match(cl: Competition) -> None:
    load(cl, one_match())
    assert counts(load(cl, one_match(day="Wed Oct/1 2025", at="21.00"))) == (0, 1, 0)
    assert Fixture.objects.get().kickoff == datetime(2025, 10, 1, 19, 0, tzinfo=UTC)


def test_rounds_are_numbered_as_they_come(cl: Competition) -> None:
    load(cl, EXCERPT)
    load(cl, one_match().replace("Matchday 1", "Matchday 9"))
    assert list(Round.objects.values_list("number", "name")) == [
        (1, "League, Matchday 1"), (2, "Playoffs, Matchday 2"), (3, "Finals, Final"), (4, "League, Matchday 9"),
    ]  # fmt: skip


def test_dry_run_saves_nothing(cl: Competition) -> None:
    assert counts(load(cl, EXCERPT, dry_run=True)) == (7, 0, 0)
    for model in (Fixture, Round, Performance, Upload):
        assert not model.objects.exists()


def test_an_unknown_club_is_refused_with_its_near_misses(cl: Competition) -> None:
    text = one_match() + "    Arsenal FK (ENG) v Leeds (ENG)\n"
    with pytest.raises(ParseError) as caught:
        load(cl, text)
    [(line, near), (_, far)] = caught.value.problems
    assert line == 4
    assert "'arsenal-fk-eng'; did you mean Arsenal FC (arsenal-fc-eng)" in near
    assert "There is no club with the id 'leeds-eng'" in far
    assert not Fixture.objects.exists()


# Preview and apply --------------------------------------------------------------------------------


def test_a_previewed_file_waits_and_is_applied_once(cl: Competition, olga: User) -> None:
    report = preview_fixtures(olga, cl, EXCERPT.encode(), "season.txt")
    assert (counts(report), Fixture.objects.count()) == ((7, 0, 0), 0)
    assert report.upload is not None
    assert counts(apply_fixtures(olga, report.upload)) == (7, 0, 0)
    upload = Upload.objects.get()
    assert (upload.status, upload.by, upload.content, upload.created) == ("applied", olga, "", 7)
    with pytest.raises(UploadNotFound):
        apply_fixtures(olga, upload)


def test_what_changes_nothing_is_applied_too(cl: Competition, olga: User) -> None:
    load(cl, EXCERPT)
    waiting = preview_fixtures(olga, cl, EXCERPT.encode(), "season.txt").upload
    assert waiting is not None
    assert apply_fixtures(olga, waiting).counts() == {"created": 0, "changed": 0, "unchanged": 7}
    waiting.refresh_from_db()
    assert (waiting.status, waiting.unchanged) == ("applied", 7)


def test_a_waiting_file_of_scores_is_none_of_fixtures(cl: Competition, olga: User) -> None:
    waiting = preview_fixtures(olga, cl, EXCERPT.encode(), "season.txt").upload
    assert waiting is not None
    with pytest.raises(UploadNotFound):
        apply_scores(olga, waiting)


# CSV ----------------------------------------------------------------------------------------------


def test_a_csv_names_clubs_by_name_or_id(cl: Competition) -> None:
    load(cl, "external_id,home,away,home_score,away_score\n1,arsenal fc,psv-ned,1,0\n", "fixtures.csv")
    assert kept(cl)["1", "arsenal-fc-eng"] == {"played": 1, "wins": 1, "goals_for": 1}


def test_columns_that_are_absent_leave_what_is_there(db: None) -> None:
    cup = stage.players_competition()
    load(cup, "external_id,home,away,home_score,away_score\nf1,Reds,Blues,2,1\n", "results.csv")
    fixture = cup.fixtures.get(external_id="f1")
    assert (fixture.kickoff, str(fixture.round)) == (datetime(2026, 8, 15, 14, tzinfo=UTC), "Round 1")
    assert (fixture.status, fixture.winner) == ("finished", "home")


def test_players_competitions_name_sides_and_need_no_clubs(db: None) -> None:
    cup = stage.players_competition()
    assert list(cup.fixtures.values_list("home_name", "status")) == [
        ("Reds", "scheduled"), ("Blues", "scheduled"), ("Reds", "postponed"),
    ]  # fmt: skip
    assert not cup.fixtures.exclude(home=None, away=None).exists()


def test_two_imports_at_once_make_each_fixture_once(transactional_db: None) -> None:
    cl = stage.clubs_competition()
    reports = [counts(each) for each in at_once(lambda: load(cl, EXCERPT)) if isinstance(each, FixtureReport)]
    assert sorted(reports) == [(0, 0, 7), (7, 0, 0)]
    assert Fixture.objects.count() == 7


# Who ----------------------------------------------------------------------------------------------


def test_a_commissioner_imports_into_the_leagues_own_competition_only(carla: User, otto: User) -> None:
    shared = stage.clubs_competition()
    league = create_league(carla, "Mine", shared.sport, AuctionSettings())
    own = make_competition(carla, shared.sport, league=league, key="own", name="Own", time_zone="Europe/Zurich")
    import_fixtures(carla, own, EXCERPT.encode(), "season.txt")
    assert (own.fixtures.count(), shared.fixtures.count()) == (7, 0)
    for user, competition in ((carla, shared), (otto, own)):
        with pytest.raises(NotAllowed):
            import_fixtures(user, competition, EXCERPT.encode(), "season.txt")


# Real files ---------------------------------------------------------------------------------------


@needs_recorded_data
def test_the_real_champions_league_is_taken_as_it_is(cl: Competition, carla: User) -> None:
    follow(cast.member_of(cast.make_league(carla), carla), cl)
    content = CHAMPIONS_LEAGUE.read_bytes()
    assert counts(import_fixtures(None, cl, content, CHAMPIONS_LEAGUE.name)) == (189, 0, 0)
    assert counts(import_fixtures(None, cl, content, CHAMPIONS_LEAGUE.name)) == (0, 0, 189)
    assert cl.fixtures.filter(status="finished").count() == 188
    assert cl.fixtures.values("home").distinct().count() == 36
    assert cl.rounds.count() == 14
    assert Performance.objects.count() == AssetPoints.objects.count() == 2 * 188
    kickoffs = cl.fixtures.filter(kickoff__month=1).values_list("kickoff__hour", flat=True)
    assert {20} <= set(kickoffs) <= {15, 17, 20}  # 16.30, 18.45 and 21.00 in Zurich, in winter


@needs_recorded_data
def test_real_fixtures_of_others_are_taken_as_they_are(db: None) -> None:
    league = make_competition(None, stage.players_sport(), key="fpl", name="FPL", season="2025/26")
    content = (FPL / "fixtures.csv").read_bytes()
    assert counts(import_fixtures(None, league, content, "fixtures.csv")) == (380, 0, 0)
    assert counts(import_fixtures(None, league, content, "fixtures.csv")) == (0, 0, 380)
    undated = league.fixtures.get(kickoff=None)
    assert (undated.external_id, undated.status, undated.round) == ("307", "postponed", None)
    assert league.fixtures.filter(status="finished").count() == 291
    assert league.fixtures.filter(round__name="Gameweek 26").count() == 11  # two of one club
    ipl = make_competition(None, stage.players_sport(), key="ipl", name="IPL", time_zone="Asia/Kolkata")
    assert counts(import_fixtures(None, ipl, (IPL / "matches.csv").read_bytes(), "matches.csv")) == (12, 0, 0)
    assert ipl.fixtures.filter(status="finished").count() == 11
