"""Results as Football.TXT writes them."""

import pytest

from leagues.files.football_results import FootballTxtResult, parse_result, split_result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", FootballTxtResult()),
        ("2-1 (1-0)", FootballTxtResult((2, 1))),
        ("3-2 a.e.t. (3-0, 1-0)", FootballTxtResult((3, 0), (3, 2))),
        ("3-2 aet", FootballTxtResult(None, (3, 2))),
        ("4-3 pen. 1-1 a.e.t. (1-1, 0-1)", FootballTxtResult((1, 1), (1, 1), (4, 3))),
        ("1-1 a.e.t. (1-1, 0-1), 4-3 pen.", FootballTxtResult((1, 1), (1, 1), (4, 3))),
        ("1-1 (0-1) 4-3 pen", FootballTxtResult((1, 1), None, (4, 3))),
        ("4-3 pen. (1-1, 0-1)", FootballTxtResult((1, 1), None, (4, 3))),
        ("3-0 [awarded]", FootballTxtResult((3, 0), note="awarded")),
        ("[postponed]", FootballTxtResult(note="postponed")),
    ],
)
def test_results(text: str, result: FootballTxtResult) -> None:
    assert parse_result(text) == result


@pytest.mark.parametrize("text", ["2-1 2-2", "2-1 maybe", "(1-0)", "100-2", "2-1 [played]", "1-1 a.e.t. 2-2 a.e.t."])
def test_results_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        parse_result(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("5-1 (3-0)  Scotland", ("5-1 (3-0)", "Scotland")),
        ("5-3 pen. 1-1 a.e.t. (1-1, 0-0)  Switzerland", ("5-3 pen. 1-1 a.e.t. (1-1, 0-0)", "Switzerland")),
        ("0-0 a.e.t. (0-0), 1-3 pen.  Portugal", ("0-0 a.e.t. (0-0), 1-3 pen.", "Portugal")),
        ("4-1 1. FC Köln", ("4-1", "1. FC Köln")),
        ("2-1", ("2-1", "")),
        ("Scotland", ("", "Scotland")),
    ],
)
def test_result_that_something_follows(text: str, parts: tuple[str, str]) -> None:
    assert split_result(text) == parts
