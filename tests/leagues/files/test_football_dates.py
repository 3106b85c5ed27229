"""Dates of Football.TXT get their year."""

from datetime import date

import pytest

from leagues.files.football_txt import parse_matches


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
