"""A command is decided once: one that comes again gets its answer, and what belongs to it is written with it."""

import uuid

import pytest

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction, Bid, CommandOutcome
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, PassLot, PlaceBid, SetAway, Tick
from auctions.store import journal
from leagues.models import League
from rollouts.testing import flags
from tests import cast
from tests.auctions.stored_auction import counts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK)


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


@pytest.mark.parametrize("amount", [5, 0])
def test_same_id_again_gets_the_same_answer_and_changes_nothing(auction: Auction, max_: User, amount: int) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, amount, id=once)
    before = counts(auction)
    again = cast.bid(auction, max_, amount, id=once)
    assert (again, counts(auction)) == (first, before)
    assert first.ok is (amount == 5)


def test_same_id_twice_in_a_batch_is_decided_once(auction: Auction, max_: User) -> None:
    bid = PlaceBid(
        actor=cast.actor_in(auction.league, max_),
        lot=cast.open_lot(auction),
        amount=5,
        arrived=journal.now_ms(),
        id=uuid.uuid4(),
    )
    first, second = engine.execute(auction.pk, bid, bid)
    assert (first, counts(auction)) == (second, (4, 1, 1))


def test_same_id_with_other_content_is_refused_and_the_first_answer_stays(auction: Auction, max_: User) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, 5, id=once)
    before = counts(auction)
    assert cast.bid(auction, max_, 6, id=once) == Outcome(Code.ID_REUSED, first.seq, {})
    assert cast.do(auction, PassLot(actor=cast.actor_in(auction.league, max_), lot=1, id=once)).code is Code.ID_REUSED
    assert (cast.bid(auction, max_, 5, id=once), counts(auction)) == (first, before)


def test_bid_while_nothing_may_be_changed_is_not_kept_and_may_come_again(auction: Auction, max_: User) -> None:
    bid, before = cast.bid_of(auction, max_, 5, id=uuid.uuid4()), counts(auction)
    with flags(read_only=True):
        assert cast.do(auction, bid) == Outcome(Code.READ_ONLY, 3, {})
    assert counts(auction) == before
    assert cast.do(auction, bid).ok


def test_same_id_of_another_user_is_another_command(auction: Auction, max_: User, mia: User) -> None:
    once = uuid.uuid4()
    assert cast.bid(auction, max_, 5, id=once).ok
    assert cast.bid(auction, mia, 6, id=once).ok
    assert counts(auction) == (5, 2, 2)


def test_same_id_in_another_auction_is_another_command(auction: Auction, carla: User, max_: User) -> None:
    once = uuid.uuid4()
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    assert [cast.bid(each, max_, 5, id=once).ok for each in (auction, other)] == [True, True]


def test_command_without_an_id_or_a_user_is_not_remembered(auction: Auction, max_: User) -> None:
    cast.bid(auction, max_, 5)
    cast.do(auction, Tick(actor=SYSTEM, id=uuid.uuid4()))
    assert CommandOutcome.objects.count() == 0


def test_fingerprint_of_what_a_command_asks_for_is_the_same_in_every_release(auction: Auction) -> None:
    """Else the same command, sent again to a newer process, would be another under the same id."""
    cast.do(auction, SetAway(actor=cast.actor_in(auction.league), participant=0, away=True, id=uuid.uuid4()))
    assert CommandOutcome.objects.get().fingerprint == "fec824426be6544ecf67f205c78519b2"


def test_answer_is_kept_as_it_was_given(auction: Auction, max_: User) -> None:
    once = uuid.uuid4()
    outcome = cast.bid(auction, max_, 0, id=once, seen=3)
    row = CommandOutcome.objects.get(auction=auction, user=max_, command_id=once)
    assert engine.Outcome.read(row.outcome, 99) == outcome
    assert (outcome.code, outcome.facts["min_next"]) == (Code.TOO_LOW, 1)
    assert outcome.receipt is not None
    assert (outcome.receipt["seen"], outcome.receipt["late_ms"]) == (3, 0)


@pytest.mark.parametrize("stored", [{"code": "of a later release"}, [], {}, "x"])
def test_answer_that_cannot_be_read_is_no_second_decision(auction: Auction, max_: User, stored: object) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, 5, id=once)
    CommandOutcome.objects.update(outcome=stored)
    again = cast.bid(auction, max_, 5, id=once)
    assert again == Outcome(Code.UNREADABLE, first.seq, {})
    assert Bid.objects.filter(auction=auction).count() == 1


class Refused(Exception):
    """The exception that the guard of a test raises."""


def refuse() -> None:
    raise Refused


def test_guard_is_asked_before_anything_is_decided_that_was_not_answered_before(auction: Auction, max_: User) -> None:
    bid, before = cast.bid_of(auction, max_, 5, id=uuid.uuid4()), counts(auction)
    with pytest.raises(Refused):
        engine.execute(auction.pk, bid, guard=refuse)
    assert counts(auction) == before
    answered = engine.execute(auction.pk, bid, guard=lambda: None)
    assert answered[0].ok
    assert engine.execute(auction.pk, bid, guard=refuse) == answered
    with pytest.raises(Refused):
        engine.execute(auction.pk, bid, Tick(actor=SYSTEM), guard=refuse)


def test_what_else_is_written_with_a_change_is_written_only_if_all_of_it_is_accepted(
    auction: Auction, max_: User, mia: User
) -> None:
    written: list[int] = []
    leads = cast.bid_of(auction, max_, 5, id=uuid.uuid4())
    too_low = cast.bid_of(auction, mia, 5, id=uuid.uuid4())
    engine.execute(auction.pk, leads, too_low, also=lambda: written.append(1))
    engine.execute(auction.pk, leads, also=lambda: written.append(2))
    assert written == [], "one is refused, and one comes again"
    engine.execute(auction.pk, cast.bid_of(auction, mia, 6, id=uuid.uuid4()), also=lambda: written.append(3))
    assert written == [3]


def test_change_is_taken_back_whole_if_what_belongs_to_it_cannot_be_written(auction: Auction, max_: User) -> None:
    before = counts(auction)
    with pytest.raises(Refused):
        engine.execute(auction.pk, cast.bid_of(auction, max_, 5), also=refuse)
    assert counts(auction) == before
