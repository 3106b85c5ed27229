"""`manage.py operate_auction`: what the operator does at a terminal, and what is refused."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def operate(auction: object, *args: str) -> tuple[str, int]:
    """Run the command, and return what it printed, and the exit code."""
    printed = StringIO()
    try:
        call_command("operate_auction", str(auction), *args, stdout=printed)
    except CommandError as error:
        return f"{printed.getvalue()}{error}", error.returncode
    return printed.getvalue(), 0


def status(auction: Auction) -> str:
    return engine.read(auction.pk).auction.status


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """One lot sold to Max for 7, the next open."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK))
    cast.sell(auction, max_, 7)
    return auction


def test_pause_and_resume_are_in_the_journal_with_their_reason(auction: Auction) -> None:
    assert operate(auction.pk, "--pause", "--reason", "We look into it.") == ("Done.\n", 0)
    assert status(auction) == "paused"
    last = AuctionEvent.objects.filter(auction=auction).latest("seq")
    assert (last.kind, last.reason) == ("auction_paused", "We look into it.")
    assert operate(auction.pk, "--resume", "--reason", "All is well.") == ("Done.\n", 0)
    assert status(auction) == "active"


def test_undo_gives_the_money_back_and_the_audit_agrees(auction: Auction, max_: User) -> None:
    before = auction.participants.get(member__user=max_).available
    assert operate(auction.pk, "--undo", "1", "--reason", "A bid in time was missed.") == ("Done.\n", 0)
    assert auction.participants.get(member__user=max_).available == before + 7
    assert audit_auction(auction.pk) == []


def test_dry_run_says_what_would_change_and_changes_nothing(auction: Auction, max_: User) -> None:
    seq = engine.read(auction.pk).seq
    printed, code = operate(auction.pk, "--undo", "1", "--reason", "A slip.", "--dry-run")
    assert code == 0
    assert printed.startswith("It can be done. Nothing was done yet: dry run.\nMax gets ")
    assert engine.read(auction.pk).seq == seq


def test_begin_opens_the_first_lot(carla: User, max_: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_), begun=False)
    assert operate(auction.pk, "--begin") == ("Done.\n", 0)
    assert status(auction) == "active"


def test_what_cannot_be_done_is_refused_with_a_sentence(auction: Auction) -> None:
    seq = engine.read(auction.pk).seq
    printed, code = operate(auction.pk, "--resume", "--reason", "Go on.")
    assert (code, printed.startswith("Nothing was done. ")) == (1, True)
    assert operate(auction.pk, "--undo", "2", "--reason", "Not sold yet.", "--dry-run")[1] == 1
    assert operate(auction.pk, "--undo", "99", "--reason", "?") == ("It has no lot 99; its lots are 1 to 36.", 1)
    assert operate(auction.pk, "--pause") == ("Give a reason of 1 to 200 characters.", 2)
    assert operate(nobody := uuid4(), "--begin")[0].startswith(f"There is no auction {nobody}.")
    assert engine.read(auction.pk).seq == seq


def test_object_for_programs_says_what_became_of_it(auction: Auction) -> None:
    printed, code = operate(auction.pk, "--pause", "--reason", "Look.", "--json")
    assert (json.loads(printed), code) == ({"auction": str(auction.pk), "done": True, "problem": "", "changes": []}, 0)
