"""The steps that a season takes by itself."""

from typing import Any

import pytest

from auctions.models import Auction
from leagues.models import Member
from season import background
from season.background import BackgroundStep, Worker
from season.models import Trade
from season.ownership.queries import owned_now
from season.trades.services import accept
from tests.season.auctioned_league import asset, let_time_pass, offer


class Errands:
    """Numbers that are due, of which some can't be done."""

    def __init__(self, due: list[int], failing: set[int]) -> None:
        self.due, self.failing, self.done = due, failing, list[int]()

    def find(self, but: Any) -> int | None:
        return next((each for each in self.due if each not in but), None)

    def do(self, each: int) -> None:
        if each in self.failing:
            raise ValueError(each)
        self.due.remove(each)
        self.done.append(each)


def step(errands: Errands, name: str = "errands") -> BackgroundStep:
    return BackgroundStep(name, errands.find, errands.do)


@pytest.mark.django_db
def test_what_is_due_is_done_and_what_fails_holds_up_nobody() -> None:
    errands, others = Errands([1, 2, 3], {2}), Errands([7], set())
    worker = Worker((step(errands), step(others, "others")))
    assert worker.work() == 4
    assert (errands.done, errands.due, others.done) == ([1, 3], [2], [7])
    assert worker.work() == 0


@pytest.mark.django_db
def test_what_failed_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PUSH_BACK_SECONDS", 0.0)
    errands = Errands([1], {1})
    worker = Worker((step(errands),))
    assert worker.work() == background.MOST_IN_A_ROW
    errands.failing.clear()
    worker.work()
    assert errands.done == [1]


def test_step_without_an_end_lets_the_next_have_its_turn() -> None:
    endless = BackgroundStep("endless", lambda but: 1, lambda due: None)
    errands = Errands([1], set())
    assert Worker((endless, step(errands))).work() == background.MOST_IN_A_ROW + 1
    assert errands.done == [1]


def test_worker_that_is_told_to_stop_finishes_the_step_in_hand() -> None:
    errands = Errands([1, 2, 3], set())
    Worker((step(errands),)).work(lambda: bool(errands.done))
    assert errands.done == [1]


@pytest.mark.django_db
def test_trades_take_effect_and_ownership_follows(auction: Auction, members: dict[str, Member]) -> None:
    trade = accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    let_time_pass(trade, hours=24)
    assert Worker().work() >= 1
    assert Trade.objects.get(pk=trade.pk).status == "done"
    assert owned_now(auction.league_id).get(asset=asset(auction, 1)).member == members["Mia"]
    assert Worker().work() == 0
