"""Dates of Football.TXT get their year."""

import re
from datetime import date

import pytest

from leagues.files.football_txt import parse_matches
from leagues.files.parse_errors import ParseError


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Sat May/30 2026\n{0}", [date(2026, 5, 30)]),
        ("Tue Dec/9 2025\n{0}\nTue Jan/20\n{1}\nWed Dec/10\n{0}", [(2025, 12, 9), (2026, 1, 20), (2025, 12, 10)]),
        ("= UEFA Champions League 2025/26\nTue Feb/17\n{0}", [(2026, 2, 17)]),
        ("= UEFA Champions League 2025/26\nTue Sep/16\n{0}\n[Wed Apr 8]\n{1}", [(2025, 9, 16), (2026, 4, 8)]),
        ("= World Cup 2026\nThu Jun/11\n{0}", [(2026, 6, 11)]),
    ],
)
def test_dates_get_their_year(text: str, days: list[date | tuple[int, int, int]]) -> None:
    matches = parse_matches(text.format("Arsenal FC v PSV", "PSV v Arsenal FC"))
    assert [match.day for match in matches] == [day if isinstance(day, date) else date(*day) for day in days]


def test_the_season_gives_a_year_where_the_file_has_none() -> None:
    [match] = parse_matches("Feb/17\nArsenal FC v PSV", season="2025/26")
    assert match.day == date(2026, 2, 17)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # A season that ended late: the weekday says the year, or the date before.
        ("= League 2019/20\n[Sat Mar/7]\n{0}\n[Sun Jul/26]\n{1}", [(2020, 3, 7), (2020, 7, 26)]),
        ("= League 2019/20\nMar/7\n{0}\nJul/26\n{1}\nAug/2\n{0}", [(2020, 3, 7), (2020, 7, 26), (2020, 8, 2)]),
        # A file that begins in October, and goes back to August.
        ("= League 2019/20\nSat Oct/5\n{0}\nFri Aug/9\n{1}", [(2019, 10, 5), (2019, 8, 9)]),
        ("= League 2019/20\nOct/5\n{0}\nAug/9\n{1}", [(2019, 10, 5), (2019, 8, 9)]),
        (
            "= League 2019/20\nSat Dec/28\n{0}\nWed Jan/1\n{1}\nSat Feb/29\n{0}",
            [(2019, 12, 28), (2020, 1, 1), (2020, 2, 29)],
        ),
        ("= Cup 2020/21\nSat Jul/10\n{0}", [(2021, 7, 10)]),
    ],
)
def test_weekday_or_the_date_before_says_the_year(text: str, days: list[tuple[int, int, int]]) -> None:
    matches = parse_matches(text.format("Arsenal FC v PSV", "PSV v Arsenal FC"))
    assert [match.day for match in matches] == [date(*day) for day in days]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Sat May/30 2025", "'Sat May/30 2025' is a Friday in 2025, and a Saturday in 2026."),
        ("= League 2025/26\nMon Sep/16", "'Mon Sep/16' is a Tuesday in 2025, and a Monday in 2024."),
        ("= League 2025/26\nSat Feb/29", "There is no 'Sat Feb/29' in 2026."),
    ],
)
def test_weekday_that_contradicts_is_said_with_both_readings(text: str, readings: str) -> None:
    with pytest.raises(ParseError, match=re.escape(readings)):
        parse_matches(f"{text}\nArsenal FC v PSV")


def test_club_whose_name_begins_like_a_month_is_no_date() -> None:
    [match] = parse_matches("= Cup 2026\nSat May/30\nMarine 05 v PSV")
    assert (match.home.name, match.day) == ("Marine 05", date(2026, 5, 30))
