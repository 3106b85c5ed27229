"""Files into shared competitions, in the admin."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from leagues.files.limits import MOST_BYTES
from leagues.models import Asset
from season.models import Competition, Fixture, Performance, Upload
from season.scores.services import SCORE_IMPORT
from tests.leagues.files.test_football_txt import EXCERPT
from tests.season import small_competitions


def send(admin: Client, competition: Competition, kind: str, content: bytes, name: str = "file.csv") -> Any:
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return admin.post(f"/admin/season/competition/{competition.pk}/upload/", data)


def test_fixtures_are_previewed_and_applied(admin: Client, olga: User) -> None:
    competition = small_competitions.clubs_competition()
    page = send(admin, competition, "fixtures", EXCERPT.encode(), "season.txt")
    assert "season.txt: 7 new, 0 changed, 0 unchanged. Nothing is saved yet." in page.text
    assert not Fixture.objects.exists()
    waiting = Upload.objects.get()
    done = admin.post(f"/admin/season/competition/upload/{waiting.pk}/", follow=True)
    assert "Applied season.txt: 7 created, 0 changed, 0 unchanged." in done.text
    assert (Fixture.objects.count(), Upload.objects.get().by) == (7, olga)
    again = admin.post(f"/admin/season/competition/upload/{waiting.pk}/", follow=True)
    assert "doesn&#x27;t wait any more" in again.text


def test_scores_are_previewed_with_from_and_to(admin: Client, cup: Competition) -> None:
    SCORE_IMPORT.run(None, cup, small_competitions.scores("f1,4,90,1,0"), "scores.csv")
    page = send(admin, cup, "scores", small_competitions.scores("f1,4,90,2,0", "f1,1,90,0,0"))
    assert "1 new, 1 changed, 0 unchanged" in page.text
    assert "goals_scored 1 → 2" in page.text
    admin.post(f"/admin/season/competition/upload/{Upload.objects.get(status='previewed').pk}/")
    assert small_competitions.kept(cup)["f1", "4"]["goals_scored"] == 2


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("scores", small_competitions.scores("f1,9,90,0,0"), "line 2: There is no player with the id"),
        ("scores", b"\x9f\x9fe\x81\x81e", "line 1: This is not UTF-8"),
        ("scores", b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
        ("fixtures", b"id\n", "no column"),
        ("luck", b"id\n", "Select a valid choice"),
    ],
)
def test_a_wrong_file_is_answered_with_its_lines(
    admin: Client, cup: Competition, kind: str, content: bytes, words: str
) -> None:
    page = send(admin, cup, kind, content)
    assert words in page.text
    assert not Upload.objects.filter(status="previewed").exists()
    assert not Performance.objects.exists()


def test_only_operators_with_the_right_upload(client: Client, cup: Competition, carla: User) -> None:
    staff = User.objects.create_user("sam@example.com", "Sam", is_staff=True)
    client.force_login(staff)
    assert send(client, cup, "scores", b"").status_code == 403
    client.force_login(carla)
    assert send(client, cup, "scores", b"").status_code == 302


def test_good_lines_are_applied_the_others_mended_and_all_taken_back(admin: Client, cup: Competition) -> None:
    page = send(admin, cup, "scores", small_competitions.scores("f1,4,90,2,0", "f1,9,90,0,0"))
    assert "Apply the 1 good line<" in page.text
    pk = Upload.objects.get(status="previewed").pk
    address = f"/admin/season/competition/upload/{pk}/"
    done = admin.post(address, {"good_lines": "yes"}, follow=True)
    assert "Applied file.csv: 1 created" in done.text
    assert "problem" in admin.get(f"{address}to-mend/").text
    assert Performance.objects.count() == 1
    assert "Take back file.csv?" in admin.post(f"{address}take-back/").text
    taken = admin.post(f"{address}take-back/", {"confirmed": "yes"}, follow=True)
    assert "Took back file.csv: everything is as before it." in taken.text
    assert not Performance.objects.exists()
    assert "taken back already" in admin.post(f"{address}take-back/", {"confirmed": "yes"}, follow=True).text


def answer(admin: Client, answers: dict[str, Any]) -> Any:
    waiting = Upload.objects.get(status="previewed")
    return admin.post(f"/admin/season/competition/upload/{waiting.pk}/answer/", answers)


def test_columns_are_asked_about_on_a_page(admin: Client, cup: Competition) -> None:
    page = send(admin, cup, "fixtures", b"Nummer;Eins;Zwei\nx1;Reds;Blues\n")
    assert "Choose what these columns mean" in page.text
    assert "<td><bdi>Reds</bdi></td>" in page.text
    both = answer(admin, {"home": "Eins", "away": "Eins"})
    assert "one can&#x27;t mean two things" in both.text
    seen = answer(admin, {"home": "Eins", "away": "Zwei"})
    assert "1 new, 0 changed" in seen.text
    admin.post(f"/admin/season/competition/upload/{Upload.objects.get(status='previewed').pk}/")
    assert str(cup.fixtures.get(external_id="x1")) == "Reds – Blues"


def test_names_that_nobody_has_are_asked_about_on_a_page(admin: Client) -> None:
    competition = small_competitions.clubs_competition()
    page = send(admin, competition, "fixtures", b"external_id,home,away\nm1,Bayern,FC Barcelona\n")
    assert "Choose who is meant" in page.text
    assert "line 2: " in page.text
    bayern = Asset.objects.get(name="FC Bayern München")
    seen = answer(admin, {"written": ["Bayern"], "meant": [str(bayern.pk)]})
    assert "1 new, 0 changed" in seen.text
    admin.post(f"/admin/season/competition/upload/{Upload.objects.get(status='previewed').pk}/")
    assert competition.fixtures.get().home == bayern
    gone = admin.post(f"/admin/season/competition/upload/{Upload.objects.get().pk}/answer/")
    assert "doesn&#x27;t wait any more" in gone.text
    assert admin.get(f"/admin/season/competition/upload/{Upload.objects.get().pk}/answer/").status_code == 302
