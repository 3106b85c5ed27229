"""Football.TXT as it really is."""

import re
from collections import Counter
from datetime import date, time

import pytest

from leagues.files.football_results import FootballTxtResult
from leagues.files.football_txt import Club, Match, parse_clubs, parse_matches
from leagues.files.limits import MOST_ROWS
from leagues.files.parse_errors import ParseError
from tests.recorded import CHAMPIONS_LEAGUE, EURO, needs_recorded_data

EXCERPT = """\
= UEFA Champions League 2025/26

# Date       Tue Sep/16 2025 - Sat May/30 2026 (256d)
# Teams      36

» League, Matchday 1
  Tue Sep/16 2025
    18.45  Athletic Club (ESP)     v Arsenal FC (ENG)         0-2 (0-0)
           PSV (NED)               v Royale Union Saint-Gilloise (BEL)  1-3 (0-2)
    21.00  Sport Lisboa e Benfica (POR) v Qarabağ Ağdam FK (AZE)   2-3 (2-1)
  Wed Sep/17
    18.45  SK Slavia Praha (CZE)   v FK Bodø/Glimt (NOR)      2-2
           FC København (DEN)      v Bayer 04 Leverkusen (GER)  2-2 (1-0)

» Playoffs, Matchday 2
  Wed Feb/25
           Juventus FC (ITA)       v Galatasaray SK (TUR)     3-2 a.e.t. (3-0, 1-0)

» Finals, Final
           Arsenal FC (ENG)        v PSV (NED)
"""


def test_clubs_come_once_in_the_order_of_their_first_match() -> None:
    clubs = parse_clubs(EXCERPT)
    assert clubs[:2] == [Club("athletic-club-esp", "Athletic Club", "ESP"), Club("arsenal-fc-eng", "Arsenal FC", "ENG")]
    assert [club.name for club in clubs[6:]] == [
        "SK Slavia Praha",
        "FK Bodø/Glimt",
        "FC København",
        "Bayer 04 Leverkusen",
        "Juventus FC",
        "Galatasaray SK",
    ]


@pytest.mark.parametrize(
    "match",
    [
        "Arsenal FC (ENG) v Bayer 04 Leverkusen (GER)",
        "Arsenal FC (ENG) v Bayer 04 Leverkusen (GER) 4-3 pen. 1-1 a.e.t. (1-1, 0-1)",
        "Arsenal FC (ENG) v Bayer 04 Leverkusen (GER) 1-1 a.e.t. (1-1, 0-1), 4-3 pen.",
        "Arsenal FC (ENG) v Bayer 04 Leverkusen (GER) 3-0 [awarded]",
        "Arsenal FC (ENG) v Bayer 04 Leverkusen (GER) [cancelled]",
        "20:00 UTC+2 Arsenal FC (ENG) v Bayer 04 Leverkusen (GER)  2-0 (1-0) @ Emirates Stadium, London",
        "    18.45\tArsenal FC (ENG)\tv\tBayer 04 Leverkusen (GER)\t2-0   # a comment",
    ],
)
def test_forms_of_a_match(match: str) -> None:
    assert [club.name for club in parse_clubs(match)] == ["Arsenal FC", "Bayer 04 Leverkusen"]


def test_clubs_of_a_national_league_have_no_country() -> None:
    assert parse_clubs("15.00  Bayer 04 Leverkusen   v 1. FC Köln  2-0 (1-0)") == [
        Club("bayer-04-leverkusen", "Bayer 04 Leverkusen", ""),
        Club("1-fc-koln", "1. FC Köln", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Matchday 1",
        "▪ Group A",
        "[Sat May/30]",
        "Sat May 30 2026",
        "Sep/16",
        "  (Messi 23', 36'; Pedri 90+3')",
        "\ufeff= x",
    ],
)
def test_other_lines_of_the_format(line: str) -> None:
    assert len(parse_clubs(f"{line}\nArsenal FC (ENG) v PSV (NED) 2-0")) == 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "no match in this file"),
        ("= A league\n\n# and nothing else", 1, "no match in this file"),
        ("name,country\nArsenal,ENG", 1, "no heading, date or match"),
        ("Arsenal FC (ENG) v PSV (NED) 2-0\n\nArsenal FC (ENG) v PSV (NED) 2-x", 3, "can't be read"),
        ("Arsenal FC (ENG) v PSV (NED) 2-0 maybe", 1, "The result '2-0 maybe'"),
        ("Arsenal FC (ENG) v PSV (NED) v Ajax (NED)", 1, "one match a line"),
        ("Arsenal FC (ENGLAND) v PSV (NED)", 1, "The club 'Arsenal FC (ENGLAND)'"),
        ("FC Koln (GER) v PSV (NED)\nPSV (NED) v FC Köln (GER)", 2, "spell it in one way"),
    ],
)
def test_errors_name_the_line_and_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(ParseError, match=rf"line {line}: .*{re.escape(words)}") as caught:
        parse_clubs(text)
    assert caught.value.problems[0][0] == line


def test_clubs_of_any_script_are_clubs() -> None:
    clubs = parse_clubs("Зенит (RUS) v الأهلي (KSA)\n浦和レッズ (JPN) v ЦСКА (RUS)")
    assert [club.external_id for club in clubs] == ["зенит-rus", "الأهلي-ksa", "浦和レッズ-jpn", "цска-rus"]


def test_all_wrong_lines_are_named_together() -> None:
    with pytest.raises(ParseError) as caught:
        parse_clubs("what?\nArsenal FC (ENG) v PSV (NED)\nwho?")
    assert [line for line, _ in caught.value.problems] == [1, 3]


@needs_recorded_data
def test_the_real_season_has_36_clubs() -> None:
    clubs = parse_clubs(CHAMPIONS_LEAGUE.read_text(encoding="utf-8"))
    assert len(clubs) == 36
    assert len({club.external_id for club in clubs}) == 36
    assert Club("fk-bodo-glimt-nor", "FK Bodø/Glimt", "NOR") in clubs


def test_matches_carry_round_day_time_and_result() -> None:
    matches = parse_matches(EXCERPT)
    bodo = ("fk-bodo-glimt-nor", "FK Bodø/Glimt", "NOR")
    assert matches[3] == Match(
        line=12,
        round="League, Matchday 1",
        day=date(2025, 9, 17),
        at=time(18, 45),
        utc_offset=None,
        home=Club("sk-slavia-praha-cze", "SK Slavia Praha", "CZE"),
        away=Club(*bodo),
        result=FootballTxtResult((2, 2)),
    )


def test_a_match_without_a_time_begins_with_the_one_above_it() -> None:
    assert [match.at for match in parse_matches(EXCERPT)][:5] == [
        time(18, 45), time(18, 45), time(21), time(18, 45), time(18, 45),
    ]  # fmt: skip


def test_time_ends_with_its_date_and_the_date_with_its_heading() -> None:
    extra, final = parse_matches(EXCERPT)[5:]
    assert (extra.day, extra.at) == (date(2026, 2, 25), None)
    assert (final.day, final.at, final.result) == (None, None, FootballTxtResult())
    assert final.round == "Finals, Final"


def test_a_time_may_name_its_distance_to_utc() -> None:
    [match] = parse_matches("= Cup 2026\nJun/11\n20:00 UTC+2 Arsenal FC (ENG) v PSV (NED) @ Mexico City")
    assert (match.at, match.utc_offset, match.day) == (time(20), 2, date(2026, 6, 11))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Sep/16\nArsenal FC v PSV", 1, "Write the year"),
        ("Wed Sep/16 2025\nArsenal FC v PSV", 1, "is a Tuesday in 2025"),
        ("Sep/31 2025\nArsenal FC v PSV", 1, "There is no 'Sep/31 2025' in 2025"),
        ("25.00 Arsenal FC v PSV", 1, "no time 25.00"),
        ("Arsenal FC v Arsenal FC", 1, "against itself"),
        ("Arsenal FC v PSV\n" + "x" * 501, 2, "more than 500 characters"),
        ("Arsenal FC v PSV\nFoo/31", 2, "no heading, date or match"),
        ("Arsenal FC v PSV\n" * (MOST_ROWS + 1), MOST_ROWS, "40,000 lines at most"),
        ("Jan/1 9999\nArsenal FC v PSV", 1, "in no season"),
        ("18.45 UTC+15 Arsenal FC v PSV", 1, "no time 18.45 UTC+15"),
    ],
)
def test_matches_that_cannot_be(text: str, line: int, words: str) -> None:
    with pytest.raises(ParseError, match=rf"line {line}: .*{re.escape(words)}"):
        parse_matches(text)


@needs_recorded_data
def test_the_real_season_has_189_matches_and_one_to_come() -> None:
    matches = parse_matches(CHAMPIONS_LEAGUE.read_text(encoding="utf-8"))
    rounds = Counter(match.round for match in matches)
    assert (len(matches), len(rounds)) == (189, 14)
    assert all(match.day and match.at for match in matches)
    assert [match.line for match in matches if match.result == FootballTxtResult()] == [matches[-1].line]
    assert [match.result for match in matches if match.result.extra_time] == [
        FootballTxtResult((3, 0), (3, 2)),
        FootballTxtResult((3, 0), (5, 0)),
    ]
    assert {match.at for match in matches} == {time(16, 30), time(18), time(18, 45), time(21), time(21, 15)}


OTHER_DIALECT = """\
= Euro 2024

Group A  |  Germany   Scotland     Hungary   Switzerland
▪ Matchday 1 | Fri Jun 14 - Tue Jun 18

▪ Group A
Fri Jun 14
  21:00         Germany   5-1 (3-0)  Scotland     @ München
                          (Wirtz 10' Musiala 19' Havertz 45+1' (pen.);
                           Rüdiger 87' (o.g.))
    Germany:    Neuer - Kimmich, Rüdiger, Tah [Y], Mittelstädt - Andrich [Y] (Groß 46'),
                Sané - Müller
    Scotland:   Gunn - Porteous [R 44'], Hendry
Sat Jun 15
               Hungary   1-3   1. FC Switzerland

▪ Quarter-finals
(45) Sat Jul 6 18:00 UTC+2   England   5-3 pen. 1-1 a.e.t. (1-1, 0-0)  Switzerland  @ Düsseldorf  # Winner Match 40
[Sun Jul/7]
     Netherlands   - Turkey
"""


def test_result_may_stand_between_the_sides_and_the_date_before_them() -> None:
    matches = parse_matches(OTHER_DIALECT)
    assert [(each.round, each.day, each.at, each.home.name, each.away.name, each.result) for each in matches] == [
        ("Group A", date(2024, 6, 14), time(21), "Germany", "Scotland", FootballTxtResult((5, 1))),
        ("Group A", date(2024, 6, 15), None, "Hungary", "1. FC Switzerland", FootballTxtResult((1, 3))),
        (
            "Quarter-finals",
            date(2024, 7, 6),
            time(18),
            "England",
            "Switzerland",
            FootballTxtResult((1, 1), (1, 1), (5, 3)),
        ),
        ("Quarter-finals", date(2024, 7, 7), None, "Netherlands", "Turkey", FootballTxtResult()),
    ]


def test_who_played_ends_with_an_empty_line() -> None:
    text = "Germany 5-1 Scotland\n  Germany: Neuer - Kimmich\n    Sané - Müller\n\nHungary - Switzerland\n"
    assert [(each.home.name, each.away.name) for each in parse_matches(text)] == [
        ("Germany", "Scotland"),
        ("Hungary", "Switzerland"),
    ]


@needs_recorded_data
def test_euro_as_it_is_published() -> None:
    matches = parse_matches(EURO.read_text(encoding="utf-8"))
    assert len(matches) == 51
    assert len({club.external_id for club in parse_clubs(EURO.read_text(encoding="utf-8"))}) == 24
    assert Counter(match.round for match in matches)["Round of 16"] == 8
    assert {match.day.year for match in matches if match.day} == {2024}
    assert sum(sum(match.result.extra_time or match.result.full_time or (0, 0)) for match in matches) == 117
