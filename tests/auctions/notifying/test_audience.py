"""The people of an auction who may hear of it."""

import pytest

from accounts.models import User
from auctions.models import Participant, SeatPresence
from auctions.notifying.audience import HERE_FOR, RoomAudience
from auctionsite.postgresql.clock import database_now
from leagues.models import League
from leagues.services import add_bot
from leagues.targets.services import Wish, put_target
from tests.cast import auction_of, member_of

pytestmark = pytest.mark.django_db


def test_owners_of_seats_are_asked_unless_they_are_in_the_room(league: League, max_: User, mia: User) -> None:
    robo = add_bot(league, "Robo")
    auction = auction_of(league, lots=3)
    audience, now = RoomAudience.of(auction), database_now()
    seats = {each.member_id: each.pk for each in Participant.objects.filter(auction=auction)}
    assert seats[robo.pk] not in audience.owners
    lot = auction.lots.get(number=1)
    for user in (max_, mia):
        put_target(member_of(league, user), lot.asset_id, Wish())
    people = [member_of(league, max_).pk, member_of(league, mia).pk]
    assert audience.who_want(lot.pk, audience.absent([*seats.values()], now)) == people
    SeatPresence.objects.create(participant=seats[people[0]], at=now)
    assert audience.absent([seats[each] for each in people], now) == people[1:]
    assert audience.absent([seats[each] for each in people], now + 2 * HERE_FOR) == people
    assert [audience.users[each] for each in people] == [max_.pk, mia.pk]
    assert audience.asset_name(lot.pk) == lot.asset.name
    assert audience.asset_name(0) == "a lot"
