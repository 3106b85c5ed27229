"""Managers whose line is lost, by what the database knows: no sign for so long, while signs could be written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from auctions.models import Auction, StandIn
from auctions.rules.commands import SetAway
from auctions.stand_ins.services import let_bot_bid
from auctions.store import lost_lines
from tests import cast
from tests.auctions.test_clock import begun_ago, let_be_alive, seen_ago

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Begun an hour ago; Max lets a bot bid for him since then, Mia doesn't."""
    let_be_alive(hours=2)
    auction = cast.auction_of(cast.make_league(carla, max_, mia), lots=3)
    begun_ago(auction, hours=1)
    let_bot_bid(seat(auction, max_), 40)
    StandIn.objects.update(at=timezone.now() - timedelta(hours=1))
    return auction


def seat(auction: Auction, user: User) -> int:
    return auction.participants.get(member__user=user).pk


def quiet_seconds(auction: Auction) -> dict[int, int]:
    return {each.seat: each.quiet_ms // 60_000 for each in lost_lines.quiet_seats()}


def test_a_seat_is_quiet_since_its_last_sign_and_only_if_it_lets_a_bot_bid(
    auction: Auction, max_: User, mia: User
) -> None:
    seen_ago(auction, mia, minutes=30)
    assert quiet_seconds(auction) == {seat(auction, max_): 60}
    seen_ago(auction, max_, minutes=5)
    assert quiet_seconds(auction) == {seat(auction, max_): 5}
    assert lost_lines.quiet_seats(but=[auction.pk]) == []
    let_be_alive(minutes=2)
    assert quiet_seconds(auction) == {seat(auction, max_): 2}, "before that nobody could be written down"


def test_nobody_is_quiet_in_auctions_that_wait_for_nobody(auction: Auction, max_: User) -> None:
    Auction.objects.filter(pk=auction.pk).update(format="slow")
    assert lost_lines.quiet_seats() == []


def test_a_seat_returns_by_a_sign_after_its_line_was_lost_and_no_other_way(auction: Auction, max_: User) -> None:
    maxs = cast.actor_in(auction.league, max_)
    mine = seat(auction, max_)
    lost_lines.note_lost(mine)
    assert lost_lines.returned_seats() == [], "it isn't marked away"
    assert StandIn.objects.get(participant=mine).line_lost_at is None
    cast.do(auction, SetAway(actor=maxs, participant=mine, away=True))
    seen_ago(auction, max_, seconds=0)
    assert lost_lines.returned_seats() == [], "that was said"
    seen_ago(auction, max_, seconds=1)
    lost_lines.note_lost(mine)
    assert lost_lines.returned_seats() == [], "the last sign was before"
    seen_ago(auction, max_, seconds=-1)
    assert lost_lines.returned_seats() == [(auction.pk, mine)]
