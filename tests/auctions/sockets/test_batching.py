"""Commands that wait go to the engine together, and each sender gets its own answer."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connections, transaction

from accounts.models import User
from auctions import engine
from auctions.engine import AuctionBusy, NoSuchAuction
from auctions.models import Auction, AuctionEvent, Bid
from auctions.rules.commands import Command, PassLot, PlaceBid
from auctions.sockets import batching
from auctions.sockets.batching import Answer, CommandBatcher, batcher_of
from auctions.store import arrivals as arrivals_module
from auctions.store import journal
from auctions.store.arrivals import arrivals
from auctionsite.postgresql import lock_limits
from auctionsite.postgresql.availability import Circuit
from leagues.models import League
from tests import cast
from tests.auctions.sockets.submitting import answer_to
from tests.live import eventually
from tests.threads import break_line_that_waits, held, in_thread, waiting

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun at event 3."""
    return cast.auction_of(league, lots=3)


def bids(auction: Auction, user: User, *amounts: int) -> list[PlaceBid]:
    actor, lot, now = cast.actor_in(auction.league, user), cast.open_lot(auction), journal.now_ms()
    return [PlaceBid(actor=actor, lot=lot, amount=amount, arrived=now, id=uuid4()) for amount in amounts]


def submit(auction: Auction, *commands: Command) -> list[Answer | BaseException]:
    """The answers to commands that are handed in together."""

    async def main() -> list[Answer | BaseException]:
        batcher = CommandBatcher(auction.pk)
        return await asyncio.gather(*(answer_to(batcher, each) for each in commands), return_exceptions=True)

    return asyncio.run(main())


def lock_row(auction: Auction) -> object:
    return Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)


def test_bid_that_finds_the_queue_full_came_when_it_came_first(
    auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told that the auction is busy, and its page sends it again in a moment."""
    monkeypatch.setattr(batching, "QUEUED_AT_MOST", 1)
    [first, third], [second] = bids(auction, max_, 5, 7), bids(auction, mia, 6)

    async def main() -> None:
        batcher = CommandBatcher(auction.pk)
        with held(lambda: lock_row(auction)):
            decided = [asyncio.create_task(answer_to(batcher, first))]
            await in_thread(eventually, lambda: waiting("transactionid") == 1, "it is being decided")
            decided.append(asyncio.create_task(answer_to(batcher, second)))
            await asyncio.sleep(0)
            with pytest.raises(AuctionBusy):
                await answer_to(batcher, third)
        await asyncio.gather(*decided)

    asyncio.run(main())
    assert arrivals.as_it_first_came(auction.pk, replace(third, arrived=third.arrived + 1_000)) == third


def test_none_overtakes_one_that_is_kept_while_a_batch_is_tried_one_by_one(
    auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_limits, "WAIT_MS", 600)
    [bad, first], [second] = bids(auction, max_, 10**30, 5), bids(auction, mia, 5)

    def hold_next() -> None:
        """Wait for the lock behind the batch, and have it while the bad one and the first are tried."""
        with transaction.atomic():
            lock_row(auction)
            time.sleep(1.5)
        connections.close_all()

    async def main() -> list[Answer | BaseException]:
        batcher = CommandBatcher(auction.pk)
        next_one = threading.Thread(target=hold_next)
        with held(lambda: lock_row(auction)):
            decided = [asyncio.create_task(answer_to(batcher, each)) for each in (bad, first, second)]
            await in_thread(eventually, lambda: waiting("transactionid") == 1, "the batch waits")
            next_one.start()
            await in_thread(eventually, lambda: waiting("tuple") == 1, "somebody waits behind it")
        answers = await asyncio.gather(*decided, return_exceptions=True)
        next_one.join()
        return answers

    _, one, two = asyncio.run(main())
    assert not isinstance(one, BaseException)
    assert not isinstance(two, BaseException)
    assert (one["code"], two["code"]) == ("ok", "too_low"), "Max was first with 5"


def test_sender_that_cannot_be_told_keeps_no_answer_from_the_others(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture
) -> None:
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)

    def break_line(result: Answer | Exception) -> None:
        raise OSError("the line broke")

    async def main() -> Answer:
        batcher = CommandBatcher(auction.pk)
        batcher.submit(first, break_line)
        return await answer_to(batcher, second)

    assert asyncio.run(main())["ok"]
    assert Bid.objects.filter(auction=auction, code="ok").count() == 2
    assert "command.not_answered" in caplog.text
    assert auction.pk not in arrivals.undecided()


def test_bid_is_kept_though_its_sender_cannot_be_told_so(
    auction: Auction, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_limits, "WAIT_MS", 500)
    [bid] = bids(auction, max_, 5)

    async def main() -> Answer:
        kept = asyncio.Event()

        def break_line() -> None:
            kept.set()
            raise OSError("the line broke")

        with held(lambda: lock_row(auction)):
            answer = asyncio.create_task(answer_to(CommandBatcher(auction.pk), bid, break_line))
            await kept.wait()
        return await answer

    assert asyncio.run(main())["ok"]


def test_queue_with_a_bid_that_is_kept_stays_whatever_other_auctions_are_bid_in(
    auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "_batchers", {})
    monkeypatch.setattr(batching, "_BATCHERS_AT_MOST", 2)
    monkeypatch.setattr(lock_limits, "WAIT_MS", 500)
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 5)

    async def main() -> list[str]:
        kept = asyncio.Event()
        with held(lambda: lock_row(auction)):
            one = asyncio.create_task(answer_to(batcher_of(auction.pk), first, kept.set))
            await kept.wait()
            for _ in range(2):
                batcher_of(uuid4())
        two = asyncio.create_task(answer_to(batcher_of(auction.pk), second))
        return [(await one)["code"], (await two)["code"]]

    assert asyncio.run(main()) == ["ok", "too_low"]


def test_each_answer_is_in_the_language_of_its_sender(auction: Auction, max_: User, mia: User) -> None:
    """Also of commands that are decided together; what the thread that decides says by itself is English."""
    commands = [*bids(auction, max_, 5), *bids(auction, mia, 4, 4, 4)]

    async def main() -> list[Answer]:
        batcher = CommandBatcher(auction.pk)
        languages = ("en", "de", "en", "tlh")  # of the last there is none
        asked = zip(commands, languages, strict=True)
        return await asyncio.gather(*(answer_to(batcher, each, language=language) for each, language in asked))

    assert [answer["message"] for answer in asyncio.run(main())] == [
        "Done.",
        "Max war mit £5m schneller. Nächstes Gebot: £6m.",
        "Max got there first at £5m. Next bid: £6m.",
        "Max got there first at £5m. Next bid: £6m.",
    ]


def codes(answers: list[Answer | BaseException]) -> list[str]:
    return [str(answer["code"]) if isinstance(answer, dict) else type(answer).__name__ for answer in answers]


def test_each_sender_gets_the_answer_to_its_command_in_order(auction: Auction, max_: User, mia: User) -> None:
    [first], [second, third] = bids(auction, max_, 5), bids(auction, mia, 5, 6)
    answers = submit(auction, first, second, third)
    assert codes(answers) == ["ok", "too_low", "ok"]
    assert isinstance(answers[1], dict)
    assert answers[1]["message"] == "Max got there first at £5m. Next bid: £6m."


def test_what_waits_is_decided_in_one_transaction(auction: Auction, max_: User, mia: User) -> None:
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)
    submit(auction, first, second)
    placed = AuctionEvent.objects.filter(auction=auction, kind="bid_placed")
    assert len({event.at for event in placed}) == 1, "the clock is read once for a batch"
    assert placed.count() == 2


def test_batch_has_a_limit_and_the_rest_follows(auction: Auction, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH_AT_MOST", 2)
    answers = submit(auction, *bids(auction, max_, 5, 6, 7, 8, 9))
    assert codes(answers) == ["ok", *["already_leading"] * 4]


def test_bad_command_fails_alone(auction: Auction, max_: User, mia: User) -> None:
    [good], [bad], [other] = bids(auction, max_, 5), bids(auction, mia, 10**30), bids(auction, mia, 6)
    answers = submit(auction, good, bad, other)
    assert isinstance(answers[1], Exception), "no integer of the database"
    assert (codes(answers)[0], codes(answers)[2]) == ("ok", "ok")


def lock(auction: Auction) -> Auction:
    return Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)


@pytest.mark.usefixtures("strict_locks")
def test_auction_that_is_busy_or_unknown_is_said_to_every_sender(
    auction: Auction, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = [
        *bids(auction, max_, 5, 6),
        PassLot(actor=cast.actor_in(auction.league, max_), lot=cast.open_lot(auction)),
    ]
    monkeypatch.setattr(batching, "KEPT_AT_MOST_SECONDS", 0.0)
    with held(lambda: lock(auction)):
        assert codes(submit(auction, *commands)) == [AuctionBusy.__name__] * 3
    assert codes(submit(Auction(pk=uuid4()), *commands)) == [NoSuchAuction.__name__] * 3
    assert engine.read(auction.pk).seq == 3


@pytest.mark.usefixtures("strict_locks")
def test_bid_that_cannot_be_decided_is_kept_and_held_until_it_is(auction: Auction, max_: User, mia: User) -> None:
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)
    dropped = PassLot(actor=cast.actor_in(auction.league, mia), lot=cast.open_lot(auction))
    told: list[str] = []

    async def main() -> list[Answer | BaseException]:
        batcher = CommandBatcher(auction.pk)
        kept = asyncio.create_task(answer_to(batcher, first, lambda: told.append("kept")))
        busy = asyncio.create_task(answer_to(batcher, dropped))
        with held(lambda: lock(auction)):
            with pytest.raises(AuctionBusy):
                await busy
            assert told == ["kept"]
            assert arrivals.undecided().get(auction.pk) == first.arrived, "no lot is closed before it"
            after = asyncio.create_task(answer_to(batcher, second))
            await asyncio.sleep(0)
        return [await kept, await after]

    assert codes(asyncio.run(main())) == ["ok", "ok"], "in the order in which they came"
    assert told == ["kept"], "once"
    assert auction.pk not in arrivals.undecided()


def test_bid_whose_line_to_the_database_breaks_again_and_again_is_kept(auction: Auction, max_: User) -> None:
    [bid] = bids(auction, max_, 5)

    async def main() -> Answer:
        is_kept = asyncio.Event()
        answer = asyncio.create_task(answer_to(CommandBatcher(auction.pk), bid, is_kept.set))
        with held(lambda: lock(auction)):
            for _ in range(2):  # the thread that decides tries once more by itself
                await in_thread(break_line_that_waits)
            await asyncio.wait_for(is_kept.wait(), 10)
        return await answer

    assert asyncio.run(main())["code"] == "ok"


@pytest.mark.usefixtures("strict_locks")
def test_bid_is_kept_for_a_while_and_then_refused(
    auction: Auction, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "KEPT_AT_MOST_SECONDS", 0.5)
    monkeypatch.setattr(arrivals_module, "SENT_AGAIN_SECONDS", 0.0)
    with held(lambda: lock(auction)):
        assert codes(submit(auction, *bids(auction, max_, 5))) == [AuctionBusy.__name__]
    assert auction.pk not in arrivals.undecided()


def test_full_queue_is_busy_at_once(auction: Auction, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "QUEUED_AT_MOST", 2)
    assert codes(submit(auction, *bids(auction, max_, 5, 6, 7)))[-1] == AuctionBusy.__name__


def test_while_the_database_is_away_all_are_told_at_once(
    auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also behind a batch that hangs: other commands are busy, bids are kept."""
    circuit = Circuit()
    monkeypatch.setattr(batching, "circuit", circuit)
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)
    dropped = PassLot(actor=cast.actor_in(auction.league, mia), lot=cast.open_lot(auction))
    told: list[str] = []

    async def main() -> list[Answer | BaseException]:
        batcher = CommandBatcher(auction.pk)
        batcher.refuse_while_database_is_away(dropped)
        with held(lambda: lock(auction)):
            in_hand = asyncio.create_task(answer_to(batcher, first))
            await asyncio.sleep(0)
            circuit.note_away()
            with pytest.raises(AuctionBusy):
                batcher.refuse_while_database_is_away(dropped)
            batcher.refuse_while_database_is_away(second)
            after = asyncio.create_task(answer_to(batcher, second, lambda: told.append("kept")))
            await asyncio.sleep(0)
            assert told == ["kept"]
        return [await in_hand, await after]

    assert codes(asyncio.run(main())) == ["ok", "ok"]


def test_sender_who_is_gone_keeps_nobody_waiting(auction: Auction, max_: User, mia: User) -> None:
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)

    async def main() -> Answer:
        batcher = CommandBatcher(auction.pk)
        gone = asyncio.create_task(answer_to(batcher, first))
        stays = asyncio.create_task(answer_to(batcher, second))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(main())["code"] == "ok"
    assert engine.read(auction.pk).seq == 5, "the first bid was decided all the same"


def test_auction_has_one_queue_in_a_process_and_few_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "_batchers", {})
    monkeypatch.setattr(batching, "_BATCHERS_AT_MOST", 2)
    first, second, third = (uuid4() for _ in range(3))
    assert batcher_of(first) is batcher_of(first)
    batcher_of(second), batcher_of(third)
    assert list(batching._batchers) == [second, third]


def test_what_comes_while_others_are_decided_follows_without_the_event_loop(
    auction: Auction, max_: User, mia: User
) -> None:
    """The loop has much to do with answers; it hangs here until both are decided."""
    [first], [second] = bids(auction, max_, 5), bids(auction, mia, 6)

    async def main(beside: ThreadPoolExecutor) -> list[Answer]:
        batcher = CommandBatcher(auction.pk)
        with held(lambda: lock(auction)):
            answers = [asyncio.create_task(answer_to(batcher, first))]
            under_way = beside.submit(eventually, partial(waiting, "transactionid"), "the first waits for the lock")
            await asyncio.wrap_future(under_way)
            answers.append(asyncio.create_task(answer_to(batcher, second)))
            await asyncio.sleep(0)
        decided = beside.submit(eventually, lambda: engine.read(auction.pk).seq == 5, "both are decided")
        assert decided.result(60)
        assert not any(answer.done() for answer in answers)
        return [await answer for answer in answers]

    with ThreadPoolExecutor(1) as beside:
        assert [answer["code"] for answer in asyncio.run(main(beside))] == ["ok", "ok"]
        beside.submit(connections.close_all).result(60)
