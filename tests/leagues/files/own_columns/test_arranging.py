"""Files in people's own columns become files in ours, and those in ours stay as they are."""

from collections.abc import Mapping

import pytest

from leagues.files.formats import known
from leagues.files.own_columns.arranging import ArrangedFile, ListKind, arrange_file
from leagues.files.own_columns.columns import DAY_ORDER, Field
from leagues.files.own_columns.day_orders import MONTH_FIRST
from leagues.files.parse_errors import ParseError

KIND = ListKind(
    fields=(Field("asset", "the id"), Field("name", "the name", needed=True), Field("kickoff", "the day", days=True)),
    ids=frozenset({"asset"}),
    formats=known.ASSETS,
    finish=lambda values: {name: value for name, value in values.items() if value != "gone"},
)


def arrange(text: str, name: str = "a.csv", answers: Mapping[str, str] | None = None) -> ArrangedFile:
    return arrange_file(text, name, KIND, lambda signature: answers or {})


def test_rows_keep_their_lines_and_extra_columns_are_named() -> None:
    found = arrange('sep=;\nSpieler;Datum;Preis\nAda;3.4.2026;5\n\n"Dee\nFront";5.4.26 19.30;7\n')
    assert found.text.splitlines() == ["name,kickoff", "", "Ada,2026-04-03", "", "", "Dee Front,2026-04-05 19:30"]
    assert found.remarks == ["We read Spieler as name, Datum as kickoff.", "Not used: Preis."]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name,kickoff\nAda,2026-04-03\n", "a.csv"),
        ("NAME;Kickoff\n Ada ;2026-04-03\n", "a.csv"),
        ("Spieler;Preis\n", "a.csv"),
        ("= Title\nAda v Dee\n", "a.txt"),
        ('[{"Spieler": "Ada"}]', "a.csv"),
        ("id,name,full_name,team,position\n1,Raya,David Raya,Arsenal,GK\n", "players.csv"),
    ],
)
def test_what_needs_nothing_stays_as_it_was_written(text: str, name: str) -> None:
    assert arrange(text, name).text == text


@pytest.mark.parametrize(("ids", "read"), [("7.0 8,0 9.00", "7 8 9"), ("7.0 7.1", "7.0 7.1"), ("7 8.0", "7 8.0")])
def test_ids_that_a_spreadsheet_made_decimal_are_whole_if_all_are(ids: str, read: str) -> None:
    rows = "".join(f"{each};Ada;x\n" for each in ids.split())
    found = arrange(f"Asset;Spieler;Preis\n{rows}").text
    assert [line.split(",")[0] for line in found.splitlines()[1:]] == read.split()


def test_a_question_leaves_the_file_as_it_is_until_it_is_answered() -> None:
    text = "Spieler;Datum\nAda;3/4/2026\n"
    asked = arrange(text)
    assert asked.meaning is not None
    assert [each.field for each in asked.meaning.questions] == [DAY_ORDER]
    assert (asked.text, asked.remarks, asked.answered) == (text, [], "")
    answered = arrange(text, answers={DAY_ORDER: MONTH_FIRST})
    assert answered.text == "name,kickoff\nAda,2026-03-04\n"
    assert answered.answered


def test_lines_that_cannot_be_read_are_refused_and_not_lost() -> None:
    with pytest.raises(ParseError, match="line 2: Give as many values"):
        arrange("Spieler;Preis\nAda;5;6\nDee;7\n")


def test_a_kind_may_finish_its_rows() -> None:
    assert arrange("Spieler;Asset\nAda;7\nDee;gone\n").text == "asset,name\n7,Ada\n,Dee\n"
