"""The marks of a chart, and where they lie."""

import pytest

from auctionsite import charts


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 0, [0, 1]),
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 37, [0, 10, 20, 30, 40]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (0, 1234, [0, 500, 1000, 1500]),
    ],
)
def test_ticks_are_round_and_hold_all_values(low: float, high: float, ticks: list[int]) -> None:
    assert charts.nice_ticks(low, high) == ticks


def test_lines_go_from_left_to_right_and_higher_is_more() -> None:
    chart = charts.line_chart(["Matchday 1", "Matchday 2"], [("Max", [1, 4]), ("Mia", [None, 2])])
    max_, mia = chart.lines
    assert [mark.x for mark in max_.marks] == [chart.left, chart.right]
    assert max_.marks[0].y > max_.marks[1].y == chart.top
    assert [mark.title for mark in mia.marks] == ["Mia, Matchday 2: 2"]
    assert (max_.colour, mia.colour, mia.dashed) == (1, 2, False)
    assert [tick.label for tick in chart.x_ticks] == ["1", "2"]


def test_the_ninth_line_is_dashed() -> None:
    chart = charts.line_chart(["1", "2"], [(str(n), [n, n]) for n in range(9)])
    assert (chart.lines[8].colour, chart.lines[8].dashed) == (1, True)


def test_many_match_days_have_few_labels() -> None:
    chart = charts.line_chart([f"Round {n}" for n in range(1, 39)], [("Max", [0.0] * 38)])
    assert len(chart.x_ticks) <= 8


def test_marks_lie_where_price_and_points_say() -> None:
    chart = charts.scatter_chart([(0, 0, "Free"), (10, 20, "Dear")])
    free, dear = chart.marks
    assert (free.x, free.y) == (chart.left, charts.HEIGHT - charts._BOTTOM)
    assert (dear.x, dear.y) == (chart.right, chart.top)
    assert charts.scatter_chart([(3, -2, "Red card")]).y_ticks[0].label == "-2"


def test_names_of_match_days_are_short_under_a_chart() -> None:
    names = {"Matchday 12": "12", "Quarter-finals": "QF", "Final": "F", "–": "–"}
    assert {name: charts.short_label(name) for name in names} == names


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (0, "0"),
        (-40, "-40"),
        (8000, "8,000"),
        (20_000, "20k"),
        (1_500_000, "1.5M"),
        (600_000_000, "600M"),
        (2 * 10**9, "2bn"),
    ],
)
def test_large_numbers_fit_beside_an_axis(value: int, label: str) -> None:
    assert charts.tick_label(value) == label


def test_mark_says_its_whole_number() -> None:
    chart = charts.line_chart(["Sale 1", "Sale 2"], [("Max", [444_444_444.0, 12.5])])
    assert [mark.title for mark in chart.lines[0].marks] == ["Max, Sale 1: 444,444,444", "Max, Sale 2: 12.5"]
