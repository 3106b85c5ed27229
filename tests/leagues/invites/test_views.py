"""From a league's link to a seat: with one press for people who are signed in, with one form for all others."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from leagues.models import League, Role
from tests import cast
from tests.accounts.sign_in.mailed_links import mailed_code, path_of
from tests.leagues.test_views import page_of, signed_in

NINA = {"name": "Nina", "email": "nina@example.com"}


def link_of(league: League) -> str:
    return f"/join/{league.code}/"


def ask_for_code(client: Client, league: League, **form: str) -> Any:
    return client.post(link_of(league), NINA | form)


def test_a_strangers_invite_page_names_the_league_and_no_member(client: Client, league: League) -> None:
    page = client.get(link_of(league)).text
    for words in ("Join The Friday League", "Carla", "Seats taken", 'name="name"', 'name="email"', "noindex"):
        assert words in page
    assert not re.search(r"\bMax\b", page)


def test_one_form_and_a_code_make_account_and_seat(client: Client, league: League) -> None:
    page = ask_for_code(client, league)
    assert f'action="{link_of(league)}"' in page.text
    assert not User.objects.filter(email=NINA["email"]).exists(), "an address alone makes nobody a member"
    done = ask_for_code(client, league, code=mailed_code(NINA["email"]), time_zone="Europe/Rome")
    assert done["Location"] == page_of(league)
    nina = User.objects.get(email=NINA["email"])
    assert (nina.name, nina.time_zone, cast.member_of(league, nina).role) == ("Nina", "Europe/Rome", Role.MANAGER)
    assert client.session["_auth_user_id"] == str(nina.pk)


def test_a_wrong_or_used_code_lets_nobody_in_and_keeps_what_was_typed(client: Client, league: League) -> None:
    ask_for_code(client, league)
    code = mailed_code(NINA["email"])
    page = ask_for_code(client, league, code="x" + code).text
    assert 'id="id_code_error"' in page
    assert 'name="name" value="Nina"' in page
    assert ask_for_code(client, league, code=code).status_code == 302
    again = ask_for_code(Client(), league, code=code)
    assert 'id="id_code_error"' in again.text
    assert again.client.session.get("_auth_user_id") is None


def test_the_link_of_the_mail_signs_in_once_and_leads_back_to_the_invitation(client: Client, league: League) -> None:
    ask_for_code(client, league)
    link = path_of(next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http")))
    assert client.post(link)["Location"] == link_of(league)
    assert not league.memberships.filter(user__email=NINA["email"]).exists(), "a link alone joins nothing"
    assert Client().post(link).status_code == 410
    assert 'name="name"' in client.get(link_of(league)).text
    assert client.post(link_of(league), {"name": "Nina"})["Location"] == page_of(league)


def test_whoever_has_an_account_keeps_their_name(client: Client, league: League, otto: User) -> None:
    client.post(link_of(league), {"name": "Somebody", "email": otto.email})
    client.post(link_of(league), {"name": "Somebody", "email": otto.email, "code": mailed_code(otto.email)})
    assert cast.member_of(league, otto).name == "Otto"


def test_the_answer_never_tells_whether_an_address_is_known(league: League, carla: User, otto: User) -> None:
    User.objects.filter(pk=otto.pk).update(is_active=False)
    answers = set()
    for email in (carla.email, otto.email, "newer@example.com"):
        page = ask_for_code(Client(), league, email=email)
        said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text.replace(email, ""))
        answers.add((page.status_code, said))
    assert len(answers) == 1


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 61}, {"email": "no address"}], ids=repr)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_mailed(
    client: Client, league: League, wrong: dict[str, str]
) -> None:
    page = ask_for_code(client, league, **wrong).text
    assert page.count('class="error"') == 1
    assert mail.outbox == []


def test_join_by_link(otto: User, league: League) -> None:
    client = signed_in(otto)
    page = client.get(f"/join/{league.code}/")
    assert "Join The Friday League" in page.text
    assert league.memberships.count() == 3
    assert client.post(f"/join/{league.code.lower()}/")["Location"] == page_of(league)
    assert cast.member_of(league, otto).role == Role.MANAGER
    assert client.get(f"/join/{league.code}/")["Location"] == page_of(league)


def test_join_by_typed_code(otto: User, league: League) -> None:
    typed = f" {league.code[:3].lower()}-{league.code[3:]}"
    assert signed_in(otto).get("/join/", {"code": typed})["Location"] == f"/join/{league.code}/"
    assert signed_in(otto).get("/join/", {"code": "/"})["Location"] == "/"


def test_join_with_unknown_code_says_so_beside_the_field(otto: User, league: League) -> None:
    client = signed_in(otto)
    for page in (client.get("/join/ZZZ/"), client.post("/join/ZZZ/")):
        assert page.status_code == 404
        assert 'id="id_code_error"' in page.text
    assert league.memberships.count() == 3
