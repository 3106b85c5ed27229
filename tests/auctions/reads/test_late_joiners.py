"""Members who joined after the auction began read so on their pages, and so does whoever may give them a seat."""

import pytest
from django.test import Client

from accounts.models import User
from auctions import engine, seats
from auctions.models import Auction
from auctions.reads.late_joiners import waiting_for
from auctions.rules.commands import SYSTEM, Cancel
from leagues import services
from leagues.models import League, Member, Role
from leagues.services import join_league
from tests import cast

WATCHING = "You're watching: the auction started before you joined. Ask Carla for a seat."


@pytest.fixture
def auction(transactional_db: None, league: League) -> Auction:
    return cast.auction_of(league)


def sentences(league: League) -> dict[str, str]:
    members = list(Member.objects.filter(league=league, left_at=None).select_related("user"))
    names = {member.pk: member.user.name for member in members}
    return {names[each.member]: each.sentence for each in waiting_for(members)}


def test_late_joiner_may_ask_any_commissioner(
    auction: Auction, league: League, carla: User, max_: User, otto: User
) -> None:
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.COMMISSIONER)
    member = join_league(otto, league.code)
    assert [each.sentence for each in waiting_for([member])] == [WATCHING.replace("Carla", "Carla or Max")]


def test_late_joiner_and_the_commissioner_are_told(auction: Auction, league: League, otto: User) -> None:
    assert sentences(league) == {}
    late = join_league(otto, league.code)
    said = "Otto joined after the auction began: give them a seat, or let them watch."
    assert sentences(league) == {"Carla": said, "Otto": WATCHING}
    join_league(cast.make_user("Nora"), league.code)
    assert sentences(league)["Carla"] == "2 people joined after the auction began: give them seats, or let them watch."
    assert engine.execute(auction.pk, seats.late_seat(late, cast.actor_in(league)))[0].ok
    assert sentences(league) == {"Carla": said.replace("Otto", "Nora"), "Nora": WATCHING}
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="Late.")).ok
    assert sentences(league) == {}


def test_it_is_on_the_home_page_and_the_leagues_with_the_way_to_the_room(
    auction: Auction, league: League, carla: User, max_: User, otto: User
) -> None:
    join_league(otto, league.code)
    for user, sentence in ((otto, "Ask Carla for a seat."), (carla, "Otto joined after the auction began"), (max_, "")):
        browser = Client()
        browser.force_login(user)
        for path in ("/", f"/leagues/{league.pk}/"):
            page = browser.get(path).text
            told = "Ask Carla for a seat." in page or "joined after the auction began" in page
            assert told is bool(sentence), path
            assert sentence in page
            assert 'data-testid="waiting"' in page
            assert not sentence or f'href="/auction/{auction.pk}/"' in page
