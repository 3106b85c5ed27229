"""Football.TXT as it really is."""

import re

import pytest

from leagues.football_txt import Club, parse_clubs
from leagues.parsing import ParseError
from tests.recorded import CHAMPIONS_LEAGUE, needs_recorded_data

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
        ("Зенит v PSV", 1, "Latin letters"),
    ],
)
def test_errors_name_the_line_and_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(ParseError, match=rf"line {line}: .*{re.escape(words)}") as caught:
        parse_clubs(text)
    assert caught.value.line == line


def test_all_wrong_lines_are_named_together() -> None:
    with pytest.raises(ParseError) as caught:
        parse_clubs("what?\nArsenal FC (ENG) v PSV (NED)\nwho?")
    assert [line for line, _ in caught.value.problems] == [1, 3]


def test_many_wrong_lines_are_cut_short() -> None:
    with pytest.raises(ParseError, match="and 80 more problems") as caught:
        parse_clubs("what?\n" * 100)
    assert len(caught.value.problems) == 100


@needs_recorded_data
def test_the_real_season_has_36_clubs() -> None:
    clubs = parse_clubs(CHAMPIONS_LEAGUE.read_text(encoding="utf-8"))
    assert len(clubs) == 36
    assert len({club.external_id for club in clubs}) == 36
    assert Club("fk-bodo-glimt-nor", "FK Bodø/Glimt", "NOR") in clubs
