"""Bots that bid for managers who are away: what a seat's owners say, and what ends it."""

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.rules.commands import Actor, SetAway
from auctions.stand_ins.services import StandInEnded, amount_of, check_allowed, let_bot_bid, stop, welcome_back
from leagues.models import League
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=2)


def away(auction: Auction, seat: int) -> bool:
    return engine.read(auction.pk).participants[seat].away


def test_the_last_word_counts_and_none_is_none() -> None:
    assert amount_of(7) is None
    let_bot_bid(7, 40)
    let_bot_bid(7, 20)
    check_allowed(7, 20)
    with pytest.raises(StandInEnded):
        check_allowed(7, 21)
    stop(7)
    assert amount_of(7) is None
    with pytest.raises(StandInEnded):
        check_allowed(7, 1)


def test_opening_the_room_takes_the_seat_back_from_its_bot_and_from_no_other(
    auction: Auction, max_: User, mia: User
) -> None:
    for user, has_bot in ((max_, True), (mia, False)):
        actor = cast.actor_in(auction.league, user)
        assert actor.participant is not None
        if has_bot:
            let_bot_bid(actor.participant, 9)
        cast.do(auction, SetAway(actor=actor, participant=actor.participant, away=True))
        welcome_back(auction.pk, actor)
        assert away(auction, actor.participant) is not has_bot
        seq = engine.read(auction.pk).seq
        welcome_back(auction.pk, actor)
        assert engine.read(auction.pk).seq == seq
    welcome_back(auction.pk, Actor(user=mia.pk, role=actor.role))
