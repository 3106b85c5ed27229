"""Admission to an auction: who comes in, in what role, and with which seat."""

from uuid import uuid4

import pytest

from accounts.models import User
from accounts.rate_limits.limits import Limit
from auctions import access, engine
from auctions.access import Admission, AdmissionDenied, admit
from auctions.models import Auction
from auctions.rules.commands import ActorRole
from leagues.models import League, Member, Role
from leagues.owners.services import end_ownership
from leagues.services import join_league
from rollouts.flags import WAITING_ROOM
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    """In its waiting room."""
    return cast.auction_of(league, begun=False, lots=2)


def role_and_seat(auction: Auction, user: User) -> tuple[ActorRole, int | None]:
    admission = admit(auction.pk, user)
    assert isinstance(admission, Admission)
    assert (admission.auction, admission.actor.user) == (auction, user.pk)
    return admission.actor.role, admission.actor.participant


def seat_of(auction: Auction, user: User) -> int | None:
    return cast.actor_in(auction.league, user).participant


def test_members_come_in_with_role_and_seat(auction: Auction, carla: User, max_: User) -> None:
    assert role_and_seat(auction, carla) == (ActorRole.COMMISSIONER, seat_of(auction, carla))
    assert role_and_seat(auction, max_) == (ActorRole.MANAGER, seat_of(auction, max_))
    assert seat_of(auction, max_) is not None


def test_operator_watches_without_a_seat(auction: Auction, olga: User) -> None:
    assert role_and_seat(auction, olga) == (ActorRole.SPECTATOR, None)


def test_spectator_watches_without_a_seat(auction: Auction, max_: User) -> None:
    Member.objects.filter(user=max_).update(role=Role.SPECTATOR)
    assert role_and_seat(auction, max_) == (ActorRole.SPECTATOR, None)


def test_others_are_kept_out_with_the_reason(auction: Auction, max_: User, otto: User) -> None:
    assert admit(auction.pk, None) is AdmissionDenied.NOT_SIGNED_IN
    assert admit(uuid4(), max_) is AdmissionDenied.NO_SUCH_AUCTION
    assert admit(auction.pk, otto) is AdmissionDenied.NOT_OF_THIS_LEAGUE
    Member.objects.filter(user=max_).update(left_at="2026-01-01T00:00Z")
    assert admit(auction.pk, max_) is AdmissionDenied.NOT_OF_THIS_LEAGUE


def test_one_who_comes_late_to_the_waiting_room_gets_a_seat(auction: Auction, otto: User) -> None:
    join_league(otto, auction.league.code)
    role, seat = role_and_seat(auction, otto)
    assert (role, seat) == (ActorRole.MANAGER, seat_of(auction, otto))
    assert seat is not None


def test_owners_of_a_seat_come_in_to_it_and_no_more_once_that_is_ended(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    [mias, maxs] = [seat_of(auction, each) for each in (mia, max_)]
    owner = cast.share_seat(auction.league, max_, mia)
    assert role_and_seat(auction, mia) == (ActorRole.MANAGER, maxs)
    assert [seat.away for seat in engine.read(auction.pk).participants.values() if seat.id == mias] == [True]
    Member.objects.filter(user=max_).update(role=Role.SPECTATOR)
    assert role_and_seat(auction, mia) == (ActorRole.MANAGER, None), "Max may not play now, and so nobody for him"
    Member.objects.filter(user=max_).update(role=Role.MANAGER)
    end_ownership(cast.member_of(auction.league, carla), owner)
    assert role_and_seat(auction, mia) == (ActorRole.SPECTATOR, None)


def test_a_commissioner_may_own_a_managers_seat(auction: Auction, carla: User, max_: User) -> None:
    cast.share_seat(auction.league, max_, carla)
    assert role_and_seat(auction, carla) == (ActorRole.COMMISSIONER, seat_of(auction, max_))


@pytest.mark.parametrize(("format_", "limit"), [("live", Limit.BID), ("slow", Limit.BID_SLOW)])
def test_limit_of_bids_depends_on_the_format(format_: str, limit: Limit) -> None:
    assert access.bid_limit(Auction(format=format_)) is limit


def test_members_and_operators_may_watch(league: League, max_: User, olga: User, otto: User) -> None:
    assert [access.may_watch(league.pk, user) for user in (max_, olga, otto)] == [True, True, False]


# Questions about flags ------------------------------------------------------------------------------
def test_question_is_about_the_auction_and_the_mode_it_keeps(auction: Auction, max_: User) -> None:
    place = access.find_place(max_, None, auction.pk)
    assert place is not None
    assert (place.league, place.auction) == (auction.league_id, auction.pk)
    assert place.pinned == {WAITING_ROOM.name: True}


def test_question_about_a_league_pins_nothing(league: League, max_: User) -> None:
    place = access.find_place(max_, league.pk, None)
    assert place is not None
    assert (place.league, place.auction, place.pinned) == (league.pk, None, {})


def test_outsiders_and_wrong_pairs_ask_in_vain(auction: Auction, max_: User, otto: User) -> None:
    assert access.find_place(otto, None, auction.pk) is None
    assert access.find_place(max_, uuid4(), auction.pk) is None
    assert access.find_place(max_, None, uuid4()) is None
    assert access.find_place(max_, None, None) is None
    assert access.find_place(None, auction.league_id, auction.pk) is not None, "operators ask about any"
