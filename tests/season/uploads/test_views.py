"""Files into the league's own competition, on its page: seen first, then applied."""

import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from leagues.models import Asset
from season.league_seasons.services import follow_own_competition
from season.models import Correction, LeagueSeason, Performance, Upload
from tests import cast
from tests.leagues.files.file_forms import as_workbook
from tests.leagues.files.formats.test_fpl import FIXTURES, TEAMS
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions
from tests.season.small_competitions import scores

TOGETHER = {"fixtures": FIXTURES, "teams": TEAMS}


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


def address(season: LeagueSeason) -> str:
    return f"/leagues/{season.league_id}/season/upload/"


def send(user: User, season: LeagueSeason, content: bytes, kind: str = "scores", name: str = "day1.csv") -> Any:
    return signed_in(user).post(address(season), {"kind": kind, "file": SimpleUploadedFile(name, content)})


def apply(user: User, season: LeagueSeason, upload: Upload) -> Any:
    return signed_in(user).post(f"{address(season)}{upload.pk}/apply/", follow=True)


def waiting() -> Upload:
    return Upload.objects.get(status="previewed")


def test_scores_are_seen_before_they_count(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, scores(*scored_league.GAME_1))
    assert "<b>2</b> new, <b>0</b> changed" in page.text
    assert "line 2: Ada Keeper, Reds – Blues" in page.text
    assert not Performance.objects.exists()
    done = apply(carla, season, waiting())
    assert "Applied day1.csv: 2 new, 0 changed, 0 unchanged." in done.text
    assert done.redirect_chain[-1][0] == f"/leagues/{season.league_id}/season/"
    assert Performance.objects.count() == 2


def test_correction_shows_from_and_to(season: LeagueSeason, carla: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    page = send(carla, season, scores("f1,4,90,3,0"))
    assert "goals_scored 2 → 3" in page.text
    apply(carla, season, waiting())
    assert Correction.objects.count() == 1


def test_without_a_good_line_problems_are_named_and_nothing_waits(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, scores("f9,4,90,2,0", "f1,4,many,0,0"))
    assert "2 problems, so nothing can be applied" in page.text
    assert '<th scope="row" class="number">2</th><td>There is no fixture' in page.text
    assert '<th scope="row" class="number">3</th><td>minutes is many' in page.text
    assert not Upload.objects.filter(status="previewed").exists()
    assert "This is not UTF-8" in send(carla, season, b"fixture,asset\n\x9f\x9fe\x81\x81e").text


def test_what_had_to_be_guessed_is_asked_before_it_counts(season: LeagueSeason, carla: User) -> None:
    text = "external_id;Home;Away;Round\r\nf9;Reds;Blues;Achtelfinale in Köln\r\n"
    page = send(carla, season, text.encode("cp1252"), "fixtures", "spiele.csv")
    assert "Is this right: Achtelfinale in Köln?" in html.unescape(page.text)
    assert "<b>1</b> new" in page.text
    assert "Is this right" not in send(carla, season, text.encode(), "fixtures", "spiele.csv").text


def test_a_workbook_is_taken_as_its_csv_is(season: LeagueSeason, carla: User) -> None:
    rows = [line.split(",") for line in scores(*scored_league.GAME_1).decode().splitlines()]
    page = send(carla, season, as_workbook(rows), name="day1.xlsx")
    assert "<b>2</b> new, <b>0</b> changed" in page.text
    assert "Applied day1.xlsx: 2 new" in apply(carla, season, waiting()).text


def test_the_good_lines_are_applied_and_the_others_are_a_file_to_mend(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, scores("f1,1,90,0,6", "f9,4,90,2,0", "f1,4,many,0,0"))
    assert "Apply the 1 good line<" in page.text
    assert '<th scope="row" class="number">3</th><td>There is no fixture' in page.text
    upload = waiting()
    mend = f"{address(season)}{upload.pk}/to-mend/"
    assert mend in page.text
    before = signed_in(carla).get(mend)
    done = signed_in(carla).post(f"{address(season)}{upload.pk}/apply/", {"good_lines": "yes"}, follow=True)
    assert "Applied day1.csv: 1 new" in done.text
    assert "Download 2 to mend" in done.text
    assert Performance.objects.count() == 1
    file = signed_in(carla).get(mend)
    assert file.content == before.content
    assert file["Content-Disposition"] == 'attachment; filename="day1-to-mend.csv"'
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "fixture,asset,minutes,goals_scored,saves,problem"
    assert lines[2].startswith("f1,4,many,0,0,")
    mended = file.content.decode().replace("f9,4", "f2,4").replace("many", "45")
    assert "<b>2</b> new, <b>0</b> changed, <b>0</b> unchanged." in send(carla, season, mended.encode()).text


def test_a_wrong_upload_is_taken_back_after_a_question(season: LeagueSeason, carla: User, max_: User) -> None:
    send(carla, season, scores(*scored_league.GAME_1))
    upload = waiting()
    apply(carla, season, upload)
    assert "Take back this upload" in signed_in(carla).get(address(season)).text
    back = f"{address(season)}{upload.pk}/take-back/"
    assert signed_in(max_).post(back, {"confirmed": "yes"}).status_code == 403
    asked = signed_in(carla).post(back)
    assert "Take back day1.csv?" in asked.text
    assert "2 scores that it added go." in asked.text
    assert Performance.objects.count() == 2
    done = signed_in(carla).post(back, {"confirmed": "yes"}, follow=True)
    assert "Took back day1.csv: everything is as before it." in done.text
    assert "Taken back <time" in done.text
    assert not Performance.objects.exists()
    again = signed_in(carla).post(back, {"confirmed": "yes"}, follow=True)
    assert "taken back already" in again.text
    assert signed_in(carla).post(f"{address(season)}999999/take-back/").status_code == 404


OWN_FIXTURES = (
    "Spieltag;Datum;Uhrzeit;Heim;Gast;Team 1;Ergebnis;Notiz\r\n"
    "3;03/04/2027;19:30;Reds;Blues;x;2:1;hot\r\n3;05/04/2027;;Greens;Browns;y;;\r\n"
)


def answer(user: User, season: LeagueSeason, upload: Upload, **answers: str) -> Any:
    return signed_in(user).post(f"{address(season)}{upload.pk}/columns/", answers)


def test_what_columns_mean_is_asked_once_for_all_files_of_their_header(season: LeagueSeason, carla: User) -> None:
    asked = send(carla, season, OWN_FIXTURES.encode(), "fixtures", "spiele.csv")
    assert "Which column has the home side?" in asked.text
    assert "What is 03/04/2027?" in asked.text
    assert "<td><bdi>Greens</bdi></td>" in asked.text
    answers = {"home": "Heim", "day_order": "day first"}
    preview = answer(carla, season, waiting(), **answers)
    assert "<b>2</b> new" in preview.text
    assert "Spieltag as round" in preview.text
    assert "Not used: Team 1, Notiz." in preview.text
    again = send(carla, season, OWN_FIXTURES.replace("Reds", "Whites").encode(), "fixtures", "neu.csv")
    assert "<b>2</b> new" in again.text
    apply(carla, season, waiting())
    first, second = season.competition.fixtures.filter(round__name="Round 3").order_by("kickoff")
    assert (first.kickoff, first.home_score, first.away_score) == (datetime(2027, 4, 3, 19, 30, tzinfo=UTC), 2, 1)
    assert (second.day, second.home_name, second.status) == (date(2027, 4, 5), "Greens", "scheduled")


def test_answers_can_be_given_again(season: LeagueSeason, carla: User) -> None:
    send(carla, season, OWN_FIXTURES.encode(), "fixtures")
    preview = answer(carla, season, waiting(), home="Team 1", day_order="month first")
    [signature] = re.findall(r'name="signature" value="([0-9a-f]{64})"', preview.text)
    forgotten = signed_in(carla).post(f"{address(season)}columns/", {"signature": signature}, follow=True)
    assert "Upload the file again" in forgotten.text
    assert "Which column has the home side?" in send(carla, season, OWN_FIXTURES.encode(), "fixtures").text


def test_half_an_answer_asks_for_the_rest_and_nonsense_for_all(season: LeagueSeason, carla: User) -> None:
    send(carla, season, OWN_FIXTURES.encode(), "fixtures")
    nonsense = answer(carla, season, waiting(), home="Nowhere", day_order="x\0")
    assert "Which column has the home side?" in nonsense.text
    rest = answer(carla, season, waiting(), home="Heim")
    assert "Which column has the home side?" not in rest.text
    assert "What is 03/04/2027?" in rest.text
    assert "<b>2</b> new" in answer(carla, season, waiting(), day_order="day first").text


def test_one_column_does_not_mean_two_things(season: LeagueSeason, carla: User) -> None:
    send(carla, season, b"A;B\nReds;Blues\nGreens;Browns\n", "fixtures")
    page = answer(carla, season, waiting(), home="A", away="A")
    assert "one can&#x27;t mean two things" in page.text
    assert "<b>2</b> new" in answer(carla, season, waiting(), home="A", away="B").text


def test_a_file_that_waits_for_an_answer_is_not_applied(season: LeagueSeason, carla: User, max_: User) -> None:
    before = season.competition.fixtures.count()
    send(carla, season, OWN_FIXTURES.encode(), "fixtures")
    upload = waiting()
    assert "There must be a column" in apply(carla, season, upload).text
    assert answer(max_, season, upload, home="Heim").status_code == 403
    assert signed_in(max_).post(f"{address(season)}columns/", {"signature": "x"}).status_code == 403
    upload.delete()
    upload.pk = 999_999
    gone = signed_in(carla).post(f"{address(season)}{upload.pk}/columns/", {"home": "Heim"}, follow=True)
    assert "doesn&#x27;t wait any more" in gone.text
    assert season.competition.fixtures.count() == before


def test_statistics_are_found_by_their_names(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, b"Match;Spieler;Minutes;Goals scored;Preis\nf1;Ada Keeper;90;0;5\n")
    assert "<b>1</b> new" in page.text
    assert "Not used: Preis." in page.text


def test_fixtures_come_the_same_way(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, b"external_id,home,away\nf9,Reds,Blues\n", "fixtures", "fixtures.csv")
    assert "<b>1</b> new" in page.text
    assert not season.competition.fixtures.filter(external_id="f9").exists()
    assert "Applied fixtures.csv: 1 new" in apply(carla, season, waiting()).text
    assert season.competition.fixtures.filter(external_id="f9").exists()


def test_files_are_the_commissioners(season: LeagueSeason, carla: User, max_: User, otto: User) -> None:
    send(carla, season, scores(*scored_league.GAME_1))
    for user, status in ((otto, 404), (max_, 403)):
        assert signed_in(user).get(address(season)).status_code == status
        assert send(user, season, scores(*scored_league.GAME_1)).status_code == status
        assert apply(user, season, waiting()).status_code == status
    assert not Performance.objects.exists()


def test_what_does_not_wait_any_more_is_not_applied_again(season: LeagueSeason, carla: User) -> None:
    send(carla, season, scores(*scored_league.GAME_1))
    upload = waiting()
    apply(carla, season, upload)
    assert "doesn&#x27;t wait any more" in apply(carla, season, upload).text
    upload.pk = 999_999
    assert "doesn&#x27;t wait any more" in apply(carla, season, upload).text


def test_shared_competition_is_the_operators(carla: User, max_: User) -> None:
    from season.league_seasons.services import follow_competition

    league = small_competitions.players_league(carla, max_)
    season = follow_competition(small_competitions.member(league, carla), small_competitions.players_competition())
    assert signed_in(carla).get(address(season)).status_code == 404
    assert send(carla, season, scores(*scored_league.GAME_1)).status_code == 404


def test_files_that_need_each_other_are_chosen_together(season: LeagueSeason, carla: User) -> None:
    fixtures, teams = (SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in TOGETHER.items())
    alone = signed_in(carla).post(address(season), {"kind": "fixtures", "file": fixtures})
    assert "This file names teams by number. Choose teams.csv together with it." in alone.text
    fixtures.seek(0)
    page = signed_in(carla).post(address(season), {"kind": "fixtures", "file": [fixtures, teams]})
    assert "<b>2</b> new" in page.text
    apply(carla, season, waiting())
    assert str(season.competition.fixtures.get(external_id="4")) == "Reds – Blues"


def test_names_that_nobody_has_are_asked_about_once(carla: User) -> None:
    cast.make_football()
    season = follow_own_competition(cast.member_of(cast.make_league(carla), carla), name="Cup", season="2026/27")
    text = b"external_id;Heim;Gast\nm1;Bayern;FC Barcelona\nm2;Arsenal FC;FC Barcelona\n"
    page = send(carla, season, text, "fixtures", "cup.csv")
    assert "<b>1</b> new" in page.text
    assert 'data-testid="names"' in page.text
    bayern = Asset.objects.get(name="FC Bayern München")
    assert f'<option value="{bayern.pk}">FC Bayern München</option>' in page.text
    answers = {"written": ["Bayern"], "meant": [str(bayern.pk)]}
    page = signed_in(carla).post(f"{address(season)}{waiting().pk}/columns/", answers)
    assert "<b>2</b> new" in page.text
    assert 'data-testid="names"' not in page.text
    apply(carla, season, waiting())
    assert season.competition.fixtures.get(external_id="m1").home == bayern
    again = send(carla, season, b"external_id;Heim;Gast\nm3;BAYERN;Arsenal FC\n", "fixtures", "cup.csv")
    assert "<b>1</b> new" in again.text
    assert 'data-testid="names"' not in again.text


def test_a_file_of_unknown_names_alone_waits_for_whom_they_mean(season: LeagueSeason, carla: User) -> None:
    page = send(carla, season, scores("f1,Ada Keaper,90,0,6", header="fixture,name,minutes,goals_scored,saves"))
    assert "1 problem, so nothing can be applied" in page.text
    assert "Who is meant?" in page.text
    ada = Asset.objects.get(name="Ada Keeper")
    place = f"{address(season)}{waiting().pk}/columns/"
    browser = signed_in(carla)
    for nobody in ("", "0", "x", str(Asset.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1)):
        again = browser.post(place, {"written": ["Ada Keaper"], "meant": [nobody]})
        assert "Who is meant?" in again.text
        place = f"{address(season)}{waiting().pk}/columns/"
    page = browser.post(place, {"written": ["Ada Keaper"], "meant": [str(ada.pk)]})
    assert "<b>1</b> new" in page.text
    assert "line 2: Ada Keeper, Reds – Blues" in page.text


def test_teams_of_numbers_are_known_from_the_file_before(season: LeagueSeason, carla: User) -> None:
    files = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in TOGETHER.items()]
    assert "Choose teams.csv" in send(carla, season, FIXTURES.encode(), "fixtures", "fixtures.csv").text
    signed_in(carla).post(address(season), {"kind": "fixtures", "file": files})
    assert "Choose teams.csv" in send(carla, season, FIXTURES.encode(), "fixtures", "fixtures.csv").text  # not applied
    files = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in TOGETHER.items()]
    signed_in(carla).post(address(season), {"kind": "fixtures", "file": files})
    apply(carla, season, waiting())
    page = send(carla, season, FIXTURES.replace("90,1.0", "90,2.0").encode(), "fixtures", "fixtures.csv")
    assert "Teams are called as in the teams.csv that came before" in page.text
    assert "<b>0</b> new, <b>1</b> changed, <b>1</b> unchanged" in page.text
    wrong = send(carla, season, FIXTURES.replace(",2,0,1,3,", ",9,0,1,3,").encode(), "fixtures", "fixtures.csv")
    assert "The teams.csv that came before has no team &#x27;9&#x27;" in wrong.text
