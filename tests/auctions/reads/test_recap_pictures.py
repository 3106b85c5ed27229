"""The pictures of a recap, and how they are drawn."""

import pytest

from accounts.models import User
from auctions.reads import recap_pictures
from auctions.reads.recap import recap_of
from tests import cast
from tests.auctions.reads.test_recap import ranked_auction

pytestmark = pytest.mark.django_db(transaction=True)


def test_bars_and_lines_are_drawn_to_one_scale(carla: User, max_: User, mia: User) -> None:
    recap = recap_of(ranked_auction(carla, max_, mia).pk)
    maxs, mias, carlas = recap_pictures.spending_bars(recap)
    assert [(part.position, part.amount, part.start, part.width) for part in maxs.parts] == [
        ("GK", 10, 0, 18.18), ("DEF", 45, 18.18, 81.82),
    ]  # fmt: skip
    assert [part.width for part in mias.parts] == [36.36]
    assert carlas.parts == []
    chart = recap_pictures.spending_chart(recap)
    assert chart is not None
    assert [line.name for line in chart.lines] == ["Max", "Mia", "Carla"]
    assert chart.lines[0].marks[-1].title == "Max, Sale 4: 55"
    inflation = recap_pictures.inflation_chart(recap)
    assert inflation is not None
    assert [mark.title.rsplit(": ")[-1] for mark in inflation.lines[0].marks] == ["-75", "-17", "0", "0"]


def test_line_of_a_long_evening_has_few_points_and_the_last_one() -> None:
    assert recap_pictures._shown(4) == [0, 1, 2, 3]
    for count in (40, 41, 500):
        shown = recap_pictures._shown(count)
        assert len(shown) <= recap_pictures._POINTS + 1
        assert (shown[0], shown[-1]) == (0, count - 1)


def test_without_ranks_or_sales_there_is_no_line(carla: User, max_: User, mia: User) -> None:
    auction = ranked_auction(carla, max_, mia, ranked=False)
    assert recap_pictures.inflation_chart(recap_of(auction.pk)) is None
    waiting = cast.auction_of(cast.make_league(carla, max_, name="Next Friday"), lots=2)
    assert recap_pictures.spending_chart(recap_of(waiting.pk)) is None
