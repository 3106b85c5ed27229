"""Commands to many auctions: one run at a time, and an auction that fails keeps no other."""

from uuid import uuid4

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.recovery import bulk_commands
from auctions.recovery.bulk_commands import AlreadyRunning, count_noun, exclusive_run, issue_command
from auctions.rules.commands import SYSTEM, Pause, Resume
from leagues.models import League
from tests import cast
from tests.threads import at_once, held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=3)


def test_second_run_is_refused_until_the_first_is_over() -> None:
    def second() -> str:
        with exclusive_run():
            return "ran"

    with exclusive_run():
        assert [type(answer) for answer in at_once(second, times=1)] == [AlreadyRunning]
    assert at_once(second, times=1) == ["ran"]


def test_run_that_fails_lets_the_next_one_in() -> None:
    with pytest.raises(RuntimeError, match="a fault"), exclusive_run():
        raise RuntimeError("a fault")
    with exclusive_run():
        pass


def test_command_that_is_done_leaves_no_sentence(auction: Auction) -> None:
    assert issue_command(auction.pk, Pause(actor=SYSTEM, reason="Tea.")) == ""
    assert engine.read(auction.pk).auction.status == "paused"


def test_command_that_is_refused_says_why(auction: Auction) -> None:
    assert issue_command(auction.pk, Resume(actor=SYSTEM)) == "That can't be done now: it is running."


@pytest.mark.usefixtures("strict_locks")
def test_auction_whose_lock_is_taken_is_busy(auction: Auction, carla: User) -> None:
    with held(lambda: Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)):
        sentence = issue_command(auction.pk, Pause(actor=SYSTEM))
    assert sentence == "The auction is busy; nothing was changed. Send it again."


def test_unforeseen_error_is_a_sentence_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    nobody = uuid4()
    sentence = issue_command(nobody, Pause(actor=SYSTEM))
    assert sentence == f"It failed with NoSuchAuction: {nobody} The log has more."
    assert "order.failed" in caplog.text


def test_error_of_many_lines_becomes_one_short_line() -> None:
    sentence = bulk_commands.failure_sentence(ValueError("first\n  second " + "x" * 300))
    assert sentence.startswith("It failed with ValueError: first second xxx")
    assert len(sentence) < 250


@pytest.mark.parametrize(
    ("number", "nouns", "text"),
    [
        (0, ("sale",), "0 sales"),
        (1, ("sale",), "1 sale"),
        (1, ("person", "people"), "1 person"),
        (3, ("person", "people"), "3 people"),
    ],
)
def test_nouns_are_counted_in_english(number: int, nouns: tuple[str, ...], text: str) -> None:
    assert count_noun(number, *nouns) == text
