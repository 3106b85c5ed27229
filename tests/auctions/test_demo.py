"""The demo's league: created once, found again, and left as people have left it."""

import pytest

from accounts.models import User
from auctions import engine
from auctions.demo import BOTS, LEAGUE, PEOPLE, find_demo_league, make_links, prepare_demo
from auctions.models import Auction
from auctions.rules.commands import SYSTEM, Cancel
from auctions.services import SwitchedOff
from leagues.models import League, Member
from rollouts.testing import flags

pytestmark = pytest.mark.django_db(transaction=True)


def test_demo_is_created_once_and_found_again() -> None:
    assert find_demo_league() is None
    demo = prepare_demo()
    assert prepare_demo() == demo
    assert find_demo_league() == demo.league
    assert (League.objects.count(), Auction.objects.count()) == (1, 1)
    assert set(demo.people) == set(PEOPLE)
    assert Member.objects.filter(league=demo.league, bot=True).count() == len(BOTS)


def test_league_of_another_owner_is_not_the_demos() -> None:
    League.objects.create(name=LEAGUE, sport=prepare_demo().league.sport, code="OTHERS")
    assert find_demo_league() == prepare_demo().league


def test_auction_that_is_over_gets_a_successor_unless_operators_allow_none() -> None:
    first = prepare_demo().auction
    engine.execute(first.pk, Cancel(actor=SYSTEM, reason="Late."))
    with flags(new_auctions=False):
        assert prepare_demo().auction == first
    assert prepare_demo().auction != first


def test_without_any_auction_the_switch_is_an_error() -> None:
    with flags(new_auctions=False), pytest.raises(SwitchedOff):
        prepare_demo()


def test_operator_is_made_one_again() -> None:
    prepare_demo()
    User.objects.filter(email="olga@example.com").update(is_staff=False)
    olga = prepare_demo().people["Olga"]
    olga.refresh_from_db()
    assert (olga.is_staff, olga.is_superuser) == (True, True)


def test_links_lead_to_the_room_and_the_operators_to_the_admin() -> None:
    links = make_links(prepare_demo())
    assert set(links) == set(PEOPLE)
    assert len(set(links.values())) == len(PEOPLE)
