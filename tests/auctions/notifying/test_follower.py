"""Journals that tell people who aren't in the room."""

import pytest
from django.db.models import F

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, Participant, SeatPresence
from auctions.notifying import audience, follower
from auctions.notifying.follower import follow, next_auction
from auctions.rules.commands import SYSTEM, ChangePace, LeaveProxy, Pause, SellNow, Tick
from auctions.rules.lifecycle import OUTAGE
from auctions.store import journal
from auctionsite.postgresql.clock import database_now
from leagues.models import League
from leagues.owners.services import add_owner
from leagues.services import add_bot, join_league
from leagues.targets.services import Wish, put_target
from notices.models import Notice, NoticeHead
from rollouts.testing import flags
from tests import cast
from tests.cast import actor_in, auction_of, bid, do, member_of, open_lot, sell
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, str]]:
    """Follow all that happened by now, and return what a user is told of it, oldest first."""
    while (auction := next_auction()) is not None:
        follow(auction)
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "text"))


def name_of(auction: Auction, lot: int) -> str:
    return auction.lots.get(pk=lot).asset.name


def come(auction: Auction, user: User) -> None:
    seat = Participant.objects.get(auction=auction, member__user=user)
    SeatPresence.objects.update_or_create(participant=seat.pk, defaults={"at": database_now()})


def test_whoever_is_outbid_hears_of_it_once_unless_they_are_there(league: League, max_: User, mia: User) -> None:
    auction = auction_of(league, lots=3)
    lot = name_of(auction, open_lot(auction))
    assert bid(auction, max_, 1).ok
    assert bid(auction, mia, 2).ok
    assert told(max_) == told(max_) == [("outbid", f"You were outbid on {lot}, at £2m.")]
    come(auction, mia)
    assert bid(auction, max_, 3).ok
    assert told(mia) == []
    assert Notice.objects.get().path == f"/auction/{auction.pk}/"


def test_hidden_maximum_tells_its_owner_when_it_is_passed_and_not_before(league: League, max_: User, mia: User) -> None:
    auction = auction_of(league, lots=3)
    lot = open_lot(auction)
    assert do(auction, LeaveProxy(actor=actor_in(league, max_), lot=lot, maximum=10, arrived=journal.now_ms())).ok
    assert bid(auction, mia, 5).ok
    assert told(max_) == []
    assert [kind for kind, _ in told(mia)] == ["outbid"]
    assert bid(auction, mia, 11).ok
    assert told(max_) == [("outbid", f"You were outbid on {name_of(auction, lot)}, at £11m.")]


def test_buyer_hears_of_the_sale_and_whoever_wants_the_next_lot_that_it_is_up(
    league: League, max_: User, mia: User
) -> None:
    league.settings |= cast.QUICK
    league.save()
    auction = auction_of(league, lots=3)
    first, second, _ = auction.lots.order_by("number")
    put_target(member_of(league, mia), second.asset_id, Wish())
    sell(auction, max_, 4)
    assert told(max_) == [("sold", f"You bought {first.asset.name} for £4m.")]
    assert told(mia) == [("lot_on_list", f"{second.asset.name} from your list is up for sale.")]


def test_whose_turn_it_is_hears_of_it(league: League, carla: User, max_: User, mia: User) -> None:
    league.settings |= {"mode": "nomination"}
    league.save()
    auction = auction_of(league, lots=3)
    turn = Participant.objects.get(pk=engine.read(auction.pk).auction.nominator or 0).member.user
    assert told(turn) == [("your_turn", "It's your turn to put a lot up.")]
    assert Notice.objects.count() == 1


def test_everybody_with_a_seat_hears_of_a_pause_but_bots(league: League, carla: User, max_: User, mia: User) -> None:
    robo = add_bot(league, "Robo")
    auction = auction_of(league, lots=3)
    assert do(auction, Pause(actor=actor_in(league), reason="Pizza.")).ok
    for user in (carla, max_, mia):
        assert told(user) == [("paused", "The auction is paused: Pizza.")]
    assert told(robo.user) == []


def test_pause_that_the_product_makes_says_why(league: League, max_: User) -> None:
    auction = auction_of(league, lots=3)
    assert do(auction, Tick(actor=SYSTEM, outage_since=journal.now_ms())).ok
    assert told(max_) == [("paused", f"The auction is paused: {OUTAGE}")]


def test_change_of_pace_is_told_once_and_when_it_happens(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK, early_end=False)
    auction = auction_of(league, lots=4)
    come(auction, carla)
    assert bid(auction, mia, 4).ok
    with flags(slow_auctions=True):
        assert do(auction, ChangePace(actor=actor_in(league), format="slow", slow_lots=2)).ok
    assert told(max_) == [], "a lot is still open"
    assert do(auction, SellNow(actor=actor_in(league), lot=open_lot(auction))).ok
    assert do(auction, Tick(actor=SYSTEM)).ok
    slowly = ("pace_changed", "The rest is played slowly: lots stay open for hours or days. Bid when it suits you.")
    assert told(max_) == [slowly]
    assert do(auction, Tick(actor=SYSTEM)).ok
    assert do(auction, ChangePace(actor=actor_in(league), format="live")).ok
    live = "The rest is played live, lot by lot. The commissioner begins once everybody is in the room."
    assert engine.read(auction.pk).auction.status == "paused"
    assert told(max_) == [slowly, ("pace_changed", live)], "and not of the pause that it begins with"
    assert told(carla) == [], "she was there"


def test_all_owners_of_a_seat_hear_of_it(league: League, carla: User, max_: User, mia: User, otto: User) -> None:
    join_league(otto, league.code)
    add_owner(member_of(league, carla), member_of(league, max_), member_of(league, otto))
    auction = auction_of(league, lots=3)
    put_target(member_of(league, otto), auction.lots.get(number=1).asset_id, Wish())
    assert bid(auction, max_, 1).ok
    assert bid(auction, mia, 2).ok
    assert [kind for kind, _ in told(max_)] == ["outbid"]
    assert [kind for kind, _ in told(otto)] == ["lot_on_list", "outbid"]


def test_what_is_long_past_is_no_news(league: League, max_: User, mia: User) -> None:
    auction = auction_of(league, lots=3)
    bid(auction, max_, 1)
    bid(auction, mia, 2)
    AuctionEvent.objects.update(at=F("at") - follower.TOO_OLD)
    assert told(max_) == []
    bid(auction, max_, 3)
    assert [kind for kind, _ in told(mia)] == ["outbid"]


def test_journal_of_another_epoch_is_not_told_again(league: League, max_: User, mia: User) -> None:
    auction = auction_of(league, lots=3)
    bid(auction, max_, 1)
    bid(auction, mia, 2)
    assert len(told(max_)) == 1
    Auction.objects.update(epoch=F("epoch") + 1)
    assert len(told(max_)) == 1


def test_long_journal_is_told_in_parts(league: League, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "AT_ONCE", 2)
    auction = auction_of(league, lots=3)
    for amount in range(1, 8):
        assert bid(auction, (max_, mia)[amount % 2], amount).ok
    assert (len(told(max_)), len(told(mia))) == (3, 3)


def test_end_of_an_auction_is_told_and_then_it_is_looked_at_no_more(league: League, max_: User) -> None:
    league.settings |= cast.QUICK
    league.save()
    auction = auction_of(league, lots=1)
    told(max_)
    sell(auction, max_, 4)
    auction.refresh_from_db()
    assert auction.status == Auction.Status.COMPLETED
    assert [kind for kind, _ in told(max_)] == ["sold", "auction_over"]
    assert NoticeHead.objects.get().over
    Auction.objects.update(seq=F("seq") + 1)  # as a trade does
    assert next_auction() is None


def test_auction_that_came_and_went_while_nothing_looked_is_told_in_parts_too(
    league: League, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "AT_ONCE", 1)
    league.settings |= cast.QUICK
    league.save()
    auction = auction_of(league, lots=2)
    for amount in (4, 5):
        sell(auction, max_, amount)
    assert [kind for kind, _ in told(max_)] == ["sold", "sold", "auction_over"]


def test_event_that_nobody_can_read_tells_nobody_and_those_after_it_do(league: League, max_: User, mia: User) -> None:
    auction = auction_of(league, lots=3)
    for amount in range(1, 4):
        assert bid(auction, (max_, mia)[amount % 2], amount).ok
    strange = AuctionEvent.objects.filter(kind="bid_placed").order_by("seq")[1]
    AuctionEvent.objects.filter(pk=strange.pk).update(payload={"moon": 1})
    assert (len(told(max_)), len(told(mia))) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_it_once_and_a_failure_leaves_it_to_the_next(
    league: League, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    auction = auction_of(league, lots=3)
    bid(auction, max_, 1)
    bid(auction, mia, 2)
    with monkeypatch.context() as patch:
        patch.setattr(audience, "HERE_FOR", None)  # the process fails in the middle
        with pytest.raises(TypeError):
            follow(auction.pk)
    assert next_auction() == auction.pk
    assert next_auction([auction.pk]) is None
    at_once(lambda: follow(auction.pk), 3)
    assert len(told(max_)) == 1


def test_every_owner_gets_the_hash_that_proves_the_result_once_though_nothing_looked_for_hours(
    league: League, max_: User, mia: User
) -> None:
    league.settings |= cast.QUICK
    league.save()
    auction = auction_of(league, lots=1)
    come(auction, mia)
    sell(auction, max_, 4)
    AuctionEvent.objects.update(at=F("at") - follower.TOO_OLD)
    auction.refresh_from_db()
    text = f"the hash of its last event, {auction.seq}, is {auction.chain_hash}."
    for user in (max_, mia):
        [(kind, said)] = told(user)
        assert kind == "auction_over"
        assert text in said
        assert told(user) == [(kind, said)]
    assert {*Notice.objects.values_list("path", flat=True)} == {f"/auction/{auction.pk}/results/"}


def test_end_of_long_ago_is_told_nobody(league: League, max_: User) -> None:
    league.settings |= cast.QUICK
    league.save()
    auction = auction_of(league, lots=1)
    sell(auction, max_, 4)
    AuctionEvent.objects.update(at=F("at") - follower.TOO_OLD_AN_END)
    assert told(max_) == []
