"""A league's date as its members see it."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.account import export_data
from accounts.models import User
from auctions.dates.services import answer, cancel_date
from auctionsite.postgresql.clock import database_now
from leagues.dates.queries import date_card, dates_waiting_for, who_cannot
from leagues.dates.wording import soon
from leagues.models import AuctionDate, League
from tests.auctions.dates.dated_league import ZONE, dated
from tests.cast import member_of, share_seat

pytestmark = pytest.mark.django_db


def test_card_says_when_in_both_zones_and_who_can(league: League, carla: User, max_: User, mia: User) -> None:
    member = member_of(league, max_)
    assert date_card(member) is None
    dated(league, carla)
    answer(member, can=True)
    answer(member_of(league, mia), can=False)
    card = date_card(member)
    assert card is not None
    assert (card.can, card.cannot, card.silent, card.mine, card.city) == (["Max"], ["Mia"], 1, True, "Kolkata")
    assert card.here != card.there
    member.user.time_zone = ZONE
    same = date_card(member)
    assert same is not None
    assert same.here == ""
    assert who_cannot(league) == {mia.pk}
    assert export_data(max_)["date_answers"] == [{"member__league__name": league.name, "can": True}]


def test_an_owner_of_a_seat_is_asked_and_answers_as_its_manager_is(
    league: League, carla: User, max_: User, otto: User
) -> None:
    owner = share_seat(league, max_, otto)
    dated(league, carla)
    answer(owner, can=True)
    card = date_card(owner)
    assert card is not None
    assert (card.can, card.mine, card.silent) == (["Otto"], True, 3)


def test_there_is_no_card_after_it_but_for_what_went_wrong(league: League, carla: User) -> None:
    member = member_of(league, carla)
    date = dated(league, carla)
    cancel_date(member)
    assert date_card(member) is None
    AuctionDate.objects.update(cancelled_at=None, opened_at=date.starts_at)
    assert date_card(member) is None
    AuctionDate.objects.update(problem="Nothing to sell.")
    assert date_card(member) is not None


def test_what_waits_is_the_date_to_come_in_the_zone_of_the_page(league: League, carla: User, max_: User) -> None:
    member = member_of(league, max_)
    assert not [*dates_waiting_for([member])]
    date = dated(league, carla)
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        [each] = dates_waiting_for([member])
    assert each.sentence == f"The auction is {soon(date.starts_at, database_now(), 'Asia/Tokyo')}."
    cancel_date(member_of(league, carla))
    assert not [*dates_waiting_for([member])]
