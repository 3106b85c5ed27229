"""The services behind the account page."""

import pytest

from accounts import account
from accounts.models import BrowserSession, SignInLink, User
from accounts.sign_in.devices import RefreshInvalid, renew_tokens, sign_in_device
from accounts.sign_in.links import make_sign_in_link
from auctions.models import Bid
from leagues import queries, services
from leagues.models import League, Member, Role
from tests import cast
from tests.accounts.browsers import signed_in
from tests.questions import confirm, follows


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
    page = client.post("/account/delete/", {"email": "MAX@example.com"})
    assert any("You lead " in sentence and "at £5m" in sentence for sentence in follows(page))
    assert f"You leave {league.name}, and can't come back with this account." in follows(page)
    assert User.objects.get(pk=max_.pk).is_active, "asking changes nothing"
    assert confirm(client, page)["Location"] == "/sign-in/"
    max_.refresh_from_db()
    assert (max_.name, max_.is_active, max_.email) == (account.FORMER_NAME, False, f"{max_.pk}@former.invalid")
    assert client.get("/account/").status_code == 302
    assert not SignInLink.objects.exists()
    assert not BrowserSession.objects.filter(user=max_).exists()
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)
    assert queries.membership(league.pk, max_) is None
    assert Bid.objects.get().participant.member.user == max_  # type: ignore[union-attr] # it has a bidder


def test_an_only_commissioner_hands_over_first(league: League, carla: User, max_: User) -> None:
    client = signed_in(carla)
    page = client.post("/account/delete/", {"email": carla.email})
    assert f"Hand {league.name} over to somebody first" in page.text
    services.hand_over(Member.objects.get(user=carla), Member.objects.get(user=max_))
    assert confirm(client, client.post("/account/delete/", {"email": carla.email})).status_code == 302
    assert Member.objects.get(user=max_).role == Role.COMMISSIONER


def test_a_league_of_ones_own_is_no_objection(carla: User) -> None:
    cast.make_league(carla)
    account.delete_account(carla)
    assert not User.objects.filter(is_active=True).exists()
