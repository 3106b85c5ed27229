"""The report of a finished auction, and whether it adds up."""

from dataclasses import replace

import pytest

from accounts.models import User
from auctions.bots.report import ManagerReport, Purchase, Report, make_report
from tests import cast

MAX = ManagerReport(name="Max", budget=200, spent=40, held=0, left=160, bought=[Purchase("AFC Ajax", 40)])
RIGHT = Report("an id", "£m", "completed", [MAX], ["PSV"], lots=2, events=9, bids=1, seconds=60.0)


def test_right_report_has_no_problems() -> None:
    assert (RIGHT.problems(), RIGHT.sold, RIGHT.spent) == ([], 1, 40)


@pytest.mark.parametrize(
    ("report", "problems"),
    [
        (replace(RIGHT, status="paused"), ["The auction is paused, not completed."]),
        (replace(RIGHT, lots=3), ["1 sold and 1 unsold are not 3 lots."]),
        (replace(RIGHT, managers=[replace(MAX, left=161)]), ["Max: 200 is not 161 + 0 + 40."]),
        (replace(RIGHT, managers=[replace(MAX, held=1, left=159)]), ["Max: 1 is still held after the end."]),
        (
            replace(RIGHT, managers=[replace(MAX, bought=[Purchase("AFC Ajax", 39)])]),
            ["Max: the purchases cost 39, and 40 is spent."],
        ),
    ],
)
def test_each_number_that_does_not_add_up_is_named(report: Report, problems: list[str]) -> None:
    assert report.problems() == problems


@pytest.mark.django_db(transaction=True)
def test_report_is_read_from_the_tables(carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK), lots=2)
    cast.sell(auction, max_, 30)
    cast.sell(auction, mia, 10)
    report = make_report(auction.pk)
    assert report.problems() == []
    assert (report.status, report.lots, report.sold, report.spent, report.bids) == ("completed", 2, 2, 40, 2)
    assert [(manager.name, manager.spent, manager.left, len(manager.bought)) for manager in report.managers] == [
        ("Carla", 0, 200, 0), ("Max", 30, 170, 1), ("Mia", 10, 190, 1),
    ]  # fmt: skip
    assert report.unsold == []
    assert 0 <= report.seconds < 60
