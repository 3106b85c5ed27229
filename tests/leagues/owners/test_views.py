"""The pages of a seat's owners, and of an invitation to be one."""

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import League, Member, Role
from leagues.owners import services
from leagues.owners.queries import owners_of
from tests import cast
from tests.questions import confirm, follows


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page_of(league: League, manager: User) -> str:
    return f"/leagues/{league.pk}/members/{cast.member_of(league, manager).pk}/owners/"


def names(league: League, manager: User) -> list[str]:
    return [each.user.name for each in owners_of(cast.member_of(league, manager))]


@pytest.mark.django_db(transaction=True)
def test_a_commissioner_adds_an_owner_and_takes_them_off_once_asked(
    league: League, carla: User, max_: User, mia: User
) -> None:
    cast.auction_of(league, begun=False, lots=2)
    browser, page, mias = signed_in(carla), page_of(league, max_), cast.member_of(league, mia).pk
    assert "Owners" in browser.get(f"/leagues/{league.pk}/").text
    asked = browser.post(page, {"do": "add", "member": mias})
    assert follows(asked)[0].startswith("Mia can bid, leave maxima, put up and trade for Max's seat")
    assert "Mia's seat in the auction that is waiting to begin stays, marked away" in " ".join(follows(asked))
    confirm(browser, asked)
    assert names(league, max_) == ["Max", "Mia"]
    assert "seat owned with" in browser.get(f"/leagues/{league.pk}/").text
    assert "Take" in browser.get(page).text
    asked = browser.post(page, {"do": "end", "member": mias})
    assert "Mia can't act for Max's seat any more." in follows(asked)
    confirm(browser, asked)
    assert names(league, max_) == ["Max"]


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{}, {"do": "add"}, {"do": "end", "member": "x"}, {"do": "add", "member": "9" * 30}])
def test_a_wrong_form_says_what_to_do_and_changes_nothing(
    league: League, carla: User, max_: User, sent: dict[str, str]
) -> None:
    answer = signed_in(carla).post(page_of(league, max_), sent, follow=True)
    assert "Choose a member, and what to do." in answer.text
    assert names(league, max_) == ["Max"]


@pytest.mark.django_db
def test_what_cannot_be_is_said_and_not_asked(league: League, carla: User, max_: User) -> None:
    sent = {"do": "add", "member": str(cast.member_of(league, max_).pk)}
    answer = signed_in(carla).post(page_of(league, max_), sent, follow=True)
    assert "It is their own seat already" in answer.text


@pytest.mark.django_db
def test_owners_see_who_they_are_and_leave_and_others_see_nothing(
    league: League, max_: User, mia: User, otto: User
) -> None:
    owner, page = cast.share_seat(league, max_, otto), page_of(league, max_)
    assert signed_in(mia).get(page).status_code == 403
    assert signed_in(max_).get(page).status_code == 200
    browser = signed_in(otto)
    assert "Add a member" not in browser.get(page).text
    assert browser.post(page, {"do": "invite"}).status_code == 403
    asked = browser.post(page, {"do": "end", "member": owner.pk})
    assert "You can't act for Max's seat any more." in follows(asked)
    assert confirm(browser, asked)["Location"] == f"/leagues/{league.pk}/"
    assert names(league, max_) == ["Max"]


@pytest.mark.django_db
def test_an_invitation_is_a_link_that_is_followed_once(league: League, carla: User, max_: User, otto: User) -> None:
    commissioner, page = signed_in(carla), page_of(league, max_)
    shown = commissioner.post(page, {"do": "invite"}, follow=True).text
    code = Member.objects.get(league=league, user=max_).owner_code
    assert f"/join/seat/{code}/" in shown
    assert "/join/seat/" not in signed_in(max_).get(page).text, "a link is the commissioners' to give"
    guest, link = signed_in(otto), f"/join/seat/{code}/"
    assert "Own it too" in guest.get(link).text
    assert guest.post(link)["Location"] == f"/leagues/{league.pk}/"
    assert names(league, max_) == ["Max", "Otto"]
    assert signed_in(cast.make_user("Ned")).get(link).status_code == 404


@pytest.mark.django_db
def test_a_link_says_what_becomes_of_ones_own_seat_and_why_it_cannot_be(
    league: League, carla: User, max_: User, mia: User
) -> None:
    code = services.invite_owner(cast.member_of(league, carla), cast.member_of(league, max_))
    assert "You can bid, leave maxima" in signed_in(mia).get(f"/join/seat/{code}/").text
    answer = signed_in(max_).post(f"/join/seat/{code}/", follow=True)
    assert "It is their own seat already" in answer.text
    assert signed_in(mia).post("/join/seat/\0é/").status_code == 404


@pytest.mark.django_db
def test_a_link_taken_back_leads_nowhere(league: League, carla: User, max_: User, mia: User) -> None:
    code = services.invite_owner(cast.member_of(league, carla), cast.member_of(league, max_))
    signed_in(carla).post(page_of(league, max_), {"do": "take_back"})
    assert signed_in(mia).post(f"/join/seat/{code}/").status_code == 404
    assert Member.objects.get(league=league, user=mia).role == Role.MANAGER
