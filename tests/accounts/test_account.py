"""One's account: what is shown, changed, downloaded, signed out and deleted."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts import account
from accounts.models import BrowserSession, Device, SignInLink, User
from accounts.sign_in.devices import RefreshInvalid, renew_tokens, sign_in_device
from accounts.sign_in.links import make_sign_in_link
from auctions.models import Bid
from leagues import queries, services
from leagues.models import League, Member, Role
from tests import cast


def signed_in(user: User, agent: str = "Firefox") -> Client:
    """A browser that has seen a page."""
    client = Client(headers={"User-Agent": agent})
    client.force_login(user)
    assert client.get("/account/").status_code == 200
    return client


def test_name_and_zone_are_changed(carla: User) -> None:
    client = signed_in(carla)
    data = {"name": "Carla C.", "time_zone": "Asia/Tokyo"}
    assert client.post("/account/", data)["Location"] == "/account/"
    carla.refresh_from_db()
    assert (carla.name, carla.time_zone) == ("Carla C.", "Asia/Tokyo")
    assert "JST" in client.get("/account/").text
    assert 'id="id_time_zone_error"' in client.post("/account/", data | {"time_zone": "Mars/Olympus"}).text


def test_the_page_lists_browsers_and_programs_of_oneself_only(carla: User, otto: User) -> None:
    signed_in(otto, "Ottos browser")
    signed_in(carla, "Lynx")
    sign_in_device(carla, "curl/8")
    page = signed_in(carla).get("/account/").text
    assert all(name in page for name in ("Lynx", "Firefox", "curl/8", "This one"))
    assert "Ottos" not in page


def test_browsers_and_programs_are_signed_out_one_by_one(carla: User) -> None:
    here, there = signed_in(carla), signed_in(carla, "Lynx")
    tokens = sign_in_device(carla)
    here.post("/account/sign-out/", {"session": BrowserSession.objects.get(agent="Lynx").pk})
    assert there.get("/account/").status_code == 302
    here.post("/account/sign-out/", {"device": Device.objects.get().pk})
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)
    assert here.get("/account/").status_code == 200


def test_others_are_not_signed_out_by_id(carla: User, otto: User) -> None:
    ottos, tokens = signed_in(otto), sign_in_device(otto)
    client = signed_in(carla)
    for what in (
        {"session": BrowserSession.objects.get(user=otto).pk},
        {"device": Device.objects.get().pk},
        {"device": "x"},
    ):
        client.post("/account/sign-out/", what)
    assert ottos.get("/account/").status_code == 200
    assert renew_tokens(tokens.refresh)


def test_signing_out_everywhere_else_leaves_this_browser(carla: User) -> None:
    here, there = signed_in(carla), signed_in(carla)
    sign_in_device(carla)
    here.post("/account/sign-out/", {"all": "1"})
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)
    assert not Device.objects.filter(ended_at=None).exists()


def test_own_data_holds_account_leagues_and_bids(league: League, max_: User) -> None:
    auction = cast.auction_of(league)
    cast.bid(auction, max_, 5)
    data = signed_in(max_).get("/account/data.json").json()
    assert data["account"]["email"] == max_.email
    assert [each["league__name"] for each in data["memberships"]] == [league.name]
    assert [(each["amount"], each["code"]) for each in data["bids"]] == [(5, "ok")]


def test_a_deleted_account_is_nobody_and_its_bids_stay(league: League, max_: User) -> None:
    cast.bid(cast.auction_of(league), max_, 5)
    client, tokens = signed_in(max_), sign_in_device(max_)
    make_sign_in_link(max_)
    assert client.post("/account/delete/", {"email": "MAX@example.com"})["Location"] == "/sign-in/"
    max_.refresh_from_db()
    assert (max_.name, max_.is_active, max_.email) == (account.FORMER_NAME, False, f"{max_.pk}@former.invalid")
    assert client.get("/account/").status_code == 302
    assert not SignInLink.objects.exists()
    assert not BrowserSession.objects.filter(user=max_).exists()
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)
    assert queries.membership(league.pk, max_) is None
    assert Bid.objects.get().participant.member.user == max_  # type: ignore[union-attr] # it has a bidder


def test_the_address_must_be_typed(carla: User) -> None:
    page = signed_in(carla).post("/account/delete/", {"email": "other@example.com"})
    assert "isn&#x27;t the address of your account" in page.text
    assert User.objects.get().is_active


def test_an_only_commissioner_hands_over_first(league: League, carla: User, max_: User) -> None:
    client = signed_in(carla)
    page = client.post("/account/delete/", {"email": carla.email})
    assert f"Hand {league.name} over to somebody first" in page.text
    services.hand_over(Member.objects.get(user=carla), Member.objects.get(user=max_))
    assert client.post("/account/delete/", {"email": carla.email}).status_code == 302
    assert Member.objects.get(user=max_).role == Role.COMMISSIONER


def test_a_league_of_ones_own_is_no_objection(carla: User) -> None:
    cast.make_league(carla)
    account.delete_account(carla)
    assert not User.objects.filter(is_active=True).exists()


def test_last_seen_is_noted_seldom(carla: User) -> None:
    client = signed_in(carla)
    BrowserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
    client.get("/account/")
    assert BrowserSession.objects.get().last_seen_at < timezone.now() - timedelta(hours=1)


def test_clean_up_forgets_what_is_over_and_nothing_else(carla: User, capsys: pytest.CaptureFixture[str]) -> None:
    signed_in(carla), signed_in(carla, "Lynx")
    Session.objects.filter(session_key=BrowserSession.objects.get(agent="Lynx").session_key).update(expire_date=Now())
    sign_in_device(carla), sign_in_device(carla, "old")
    Device.objects.filter(name="old").update(last_seen_at=Now() - timedelta(days=31))
    make_sign_in_link(carla), make_sign_in_link(carla, valid_for=timedelta(hours=-2))
    call_command("clean_up")
    assert capsys.readouterr().out.split("\n")[:4] == ["1 links", "1 sessions", "1 browsers", "1 devices"]
    assert [model.objects.count() for model in (SignInLink, Session, BrowserSession, Device)] == [1, 1, 1, 1]
