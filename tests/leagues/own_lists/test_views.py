"""The page of a league's own list, from a file to what it changed, and back."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from leagues.lists import queries
from leagues.models import League, ListUpload
from tests import cast
from tests.leagues.own_lists.small_lists import HEADER, PLAYERS, brought, called, everything, export
from tests.leagues.test_views import signed_in
from tests.questions import confirm, follows


def address(league: League, path: str = "") -> str:
    return f"/leagues/{league.pk}/list/{path}"


def sent(client: Client, league: League, text: str, name: str = "players.csv") -> Any:
    return client.post(address(league), {"file": SimpleUploadedFile(name, text.encode())}, follow=True)


def at(answer: Any) -> str:
    """Return the address to which the answer has led."""
    return str(answer.redirect_chain[-1][0])


def test_a_file_is_previewed_applied_and_taken_back(carla: User, league: League) -> None:
    client, before = signed_in(carla), everything(league)
    page = client.get(address(league)).text
    assert "which other leagues sell too. Bring a list of your own" in page
    assert 'class="error"' not in page
    preview = sent(client, league, PLAYERS)
    assert "<b>3</b> new, <b>0</b> changed" in preview.text
    assert "Saka (MID, Arsenal)" in preview.text
    assert everything(league) == before
    done = client.post(at(preview), {"do": "apply"}, follow=True)
    assert "players.csv" in done.text
    assert "3 new, 0 changed, 0 unchanged." in done.text
    assert "The next auction sells from it." in done.text
    assert client.get(address(league, "list.csv")).content.decode() == export(league)
    [upload] = ListUpload.objects.all()
    question = client.post(address(league, f"uploads/{upload.pk}/take-back/"))
    assert follows(question) == [
        "3 clubs that it added go.",
        "Auctions that exist keep their lots. Everybody sees the names that change.",
    ]
    assert everything(league) != before
    confirm(client, question)
    assert "the list is as before it" in client.get(address(league)).text
    assert everything(league) == before
    assert "was taken back already" in client.post(address(league, f"uploads/{upload.pk}/take-back/"), follow=True).text


def test_good_lines_are_applied_and_the_others_sent(carla: User, league: League) -> None:
    client = signed_in(carla)
    preview = sent(client, league, HEADER + "1,Saka,ENG,,,first\n2,Kane,ENG,,,2\n")
    assert "Apply the 1 good line<" in preview.text
    assert re.search(r'<th scope="row" class="number">2</th><td>The rank', preview.text)
    mend = client.get(at(preview) + "to-mend/")
    assert "1,Saka,ENG,,,first" in mend.content.decode()
    client.post(at(preview), {"do": "apply", "good_lines": "yes"})
    assert [asset.name for asset in queries.assets_of(league)] == ["Kane"]
    assert "Download 1 to mend" in client.get(address(league)).text


def test_what_is_no_list_is_refused_with_its_lines_and_nothing_waits(carla: User, league: League) -> None:
    answer = sent(signed_in(carla), league, "name,rank\nSaka,x\n")
    assert answer.status_code == 200
    assert "1 problem, so nothing can be applied" in answer.text
    assert not ListUpload.objects.exists()
    assert "Choose a file, or paste some rows." in signed_in(carla).post(address(league), {}).text


def test_pasted_names_are_a_list(carla: User, league: League) -> None:
    client = signed_in(carla)
    preview = client.post(address(league), {"pasted": "Saka\r\nKane\r\n"}, follow=True)
    assert "Your first line names no columns" in preview.text
    client.post(at(preview), {"do": "apply"})
    assert [asset.name for asset in queries.assets_of(league)] == ["Saka", "Kane"]


def test_columns_are_asked_about_once_and_again_if_wanted(carla: User, league: League) -> None:
    client, text = signed_in(carla), "Wer,Wo\nSaka,Arsenal\n"
    asked = sent(client, league, text)
    assert "What do your columns mean?" in asked.text
    assert "Choose the columns again" not in sent(client, league, "name\nSaka\n").text
    asked = sent(client, league, text)
    preview = client.post(at(asked), {"do": "columns", "name": "Wer"}, follow=True)
    assert "<b>1</b> new" in preview.text
    again = sent(client, league, text).text
    assert "<b>1</b> new" in again
    assert "Choose the columns again" in again
    client.post(address(league, "columns/"))
    assert "What do your columns mean?" in sent(client, league, text).text


def test_who_is_who_is_asked_before_anything_is_applied(carla: User, league: League) -> None:
    brought(carla, league, "name,club\nMartin Odegaard,Arsenal\nSaka,Arsenal\n")
    asset, client = called(league, "Martin Odegaard"), signed_in(carla)
    preview = sent(client, league, "name,club\nMartin Ødegaard,Arsenal\n")
    assert "Who is" in preview.text
    assert "Martin Ødegaard" in preview.text
    assert "1 on your list is not in the file." in preview.text
    refused = client.post(at(preview), {"do": "apply"}, follow=True)
    assert "Answer one question first." in refused.text
    shown = client.post(at(preview), {"do": "show", "question_0": f"same:{asset.external_id}"}, follow=True)
    assert "name Martin Odegaard → Martin Ødegaard" in shown.text
    answers = {"do": "apply", "question_0": f"same:{asset.external_id}", "retire_missing": "on"}
    client.post(at(preview), answers)
    assert [(each.pk, each.name) for each in queries.assets_of(league)] == [(asset.pk, "Martin Ødegaard")]


def test_the_list_is_searched_page_by_page_and_shows_the_retired(carla: User, league: League) -> None:
    client = signed_in(carla)
    brought(carla, league, "name\n" + "".join(f"Player {number}\n" for number in range(120)))
    page = client.get(address(league)).text
    assert "Page 1 of 3" in page
    assert "120 clubs" in page
    page = client.get(address(league, "?q=player+77")).text
    assert ("Player 77<" in page.replace("</bdi>", "<"), "1 club found" in page) == (True, True)
    assert "Nothing is retired." in client.get(address(league, "?retired=1")).text
    assert client.get(address(league, "?q=%00")).status_code == 200


def test_a_file_of_somebody_else_or_of_another_league_does_not_wait_here(
    carla: User, max_: User, otto: User, league: League
) -> None:
    client, other = signed_in(carla), cast.make_league(carla, name="Another")
    preview = at(sent(client, league, PLAYERS))
    moved = preview.replace(str(league.pk), str(other.pk))
    assert "wait any more" in client.get(moved, follow=True).text
    assert signed_in(max_).get(preview).status_code == 403
    assert signed_in(otto).get(preview).status_code == 404
    for path in ("", "list.csv", "add/"):
        assert signed_in(max_).get(address(league, path)).status_code == 403
    upload = brought(carla, other, PLAYERS)
    assert client.post(address(league, f"uploads/{upload.pk}/take-back/")).status_code == 404
    assert client.get(address(league, f"uploads/{upload.pk}/to-mend/")).status_code == 404


def test_two_rows_cannot_be_one_asset_and_the_page_says_so(carla: User, league: League) -> None:
    brought(carla, league, "name,club\nDanilo,Juventus\n")
    client, same = signed_in(carla), f"same:{called(league, 'Danilo').external_id}"
    preview = sent(client, league, "name,club\nDanilo,Roma\nDanilo,Milan\n")
    answers = {"question_0": same, "question_1": same}
    for do in ("show", "apply"):
        refused = client.post(at(preview), {"do": do, **answers}, follow=True)
        assert "Two rows can&#x27;t both be Danilo" in refused.text
    assert called(league, "Danilo").club == "Juventus"


def test_more_questions_than_a_page_has_are_answered_alike(carla: User, league: League) -> None:
    names = [f"Player {chr(97 + number // 26)}{chr(97 + number % 26)}x" for number in range(103)]
    brought(carla, league, "name,club\n" + "".join(f"{name},Old\n" for name in names))
    client = signed_in(carla)
    preview = sent(client, league, "name,club\n" + "".join(f"{name},New\n" for name in names))
    assert "These are the first 100 of 103." in preview.text
    done = client.post(at(preview), {"do": "apply", "rest": "same"}, follow=True)
    assert "0 new, 103 changed" in done.text
