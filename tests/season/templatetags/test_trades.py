"""Trades as people read them."""

from typing import Any

import pytest

from season.templatetags.trades import action_word, halves, step_sentence, trade_badge
from season.trade_policy import TradeAction, TradeStatus


def test_every_status_has_a_colour_or_none() -> None:
    colours = {status.value: trade_badge(status) for status in TradeStatus}
    assert colours == {
        "offered": "accent", "agreed": "accent", "done": "good", "failed": "bad", "vetoed": "bad",
        "declined": "", "withdrawn": "",
    }  # fmt: skip


def test_buttons_say_what_they_do() -> None:
    assert [action_word(action) for action in TradeAction] == ["Accept", "Decline", "Withdraw", "Approve", "Object"]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"deed": "accept", "by": "Mia", "status": "agreed"}, "Mia accepted it."),
        ({"deed": "veto", "by": "Ned", "status": "vetoed"}, "Ned objected, and it ended."),
        ({"deed": None, "by": None, "status": "done"}, "It took effect."),
        ({"deed": None, "by": None, "status": "failed"}, "It could not take effect any more."),
    ],
)
def test_a_step_is_a_sentence(step: dict[str, Any], sentence: str) -> None:
    assert step_sentence(step) == sentence


@pytest.mark.parametrize(("pays", "halves_pay"), [(5, [5, 0]), (-7, [0, 7]), (0, [0, 0])])
def test_money_stands_with_who_pays_it(pays: int, halves_pay: list[int]) -> None:
    trade = {"proposer": "Max", "partner": "Mia", "gives": ["a"], "takes": ["b"], "pays": pays}
    assert [half["pays"] for half in halves(trade)] == halves_pay
    assert [(half["manager"], half["gives"]) for half in halves(trade)] == [("Max", ["a"]), ("Mia", ["b"])]
