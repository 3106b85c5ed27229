"""The records of a trade, and the command that it becomes."""

import pytest

from accounts.models import User
from auctions.models import Auction, Participant
from leagues.models import Member
from season.models import TradeAsset, TradeStep
from season.trade_policy import TradeStatus
from season.trades.records import TradeRefused, record_step, trade_command
from tests.season.auctioned_league import offer

Members = dict[str, Member]
pytestmark = pytest.mark.django_db


def test_a_trade_becomes_a_command_of_who_offered_it(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1, 3), (2,), pays=-4)
    command = trade_command(trade, list(trade.assets.all()))
    lots = dict(auction.lots.values_list("number", "pk"))
    seats = dict(Participant.objects.filter(auction=auction).values_list("member__user__name", "pk"))
    assert (command.participant, command.other, command.pays) == (seats["Max"], seats["Mia"], -4)
    assert (command.gives, command.takes) == ((lots[1], lots[3]), (lots[2],))
    assert (command.id, command.actor.user) == (trade.command_id, members["Max"].user_id)


def test_one_without_a_seat_can_be_in_no_trade(auction: Auction, members: Members, otto: User) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    trade.partner = Member.objects.create(league=members["Mia"].league, user=otto)
    with pytest.raises(TradeRefused, match="Otto had no seat at the auction") as caught:
        trade_command(trade, [])
    assert caught.value.code == "not_a_participant"


def test_assets_are_promised_only_while_a_trade_is_agreed(auction: Auction, members: Members) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    trade.approval = "commissioner"
    for status, promised in ((TradeStatus.AGREED, True), (TradeStatus.VETOED, False)):
        record_step(trade, status, members["Carla"], "veto")
        assert set(TradeAsset.objects.filter(trade=trade).values_list("promised", flat=True)) == {promised}
    steps = TradeStep.objects.filter(trade=trade).order_by("id").values_list("deed", "status", "by__user__name")
    assert list(steps) == [
        ("offer", "offered", "Max"), ("veto", "agreed", "Carla"), ("veto", "vetoed", "Carla"),
    ]  # fmt: skip
