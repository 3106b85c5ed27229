"""A report as Markdown, whatever people typed, and when which report is due."""

from datetime import UTC, datetime, timedelta

import pytest

from rollouts.plans.reports import ReleaseReport, ReportSection, as_markdown, due_dates, due_sentence

ENDED = datetime(2027, 3, 4, 13, 0, tzinfo=UTC)


def test_report_is_markdown() -> None:
    table = ReportSection("Timeline", ["Nothing\nelse."], ("When", "What"), [("13:00", "Started.")])
    assert as_markdown(ReleaseReport("Release", ["It is over.", ""], [table, ReportSection("Who", ["Nobody."])])) == (
        "# Release\n\nIt is over.\n\n## Timeline\n\nNothing else.\n\n"
        "| When | What |\n| --- | --- |\n| 13:00 | Started. |\n\n## Who\n\nNobody.\n"
    )


def test_what_was_typed_neither_breaks_the_table_nor_formats_it() -> None:
    typed = "a | b\n\n# <b>*c*</b> [d](e)"
    report = ReleaseReport("r", [], [ReportSection("s", columns=("Why",), rows=[(typed,)])])
    assert as_markdown(report).splitlines()[-1] == r"| a \| b \# \<b\>\*c\*\</b\> \[d\](e) |"


def test_each_cell_knows_its_column() -> None:
    assert ReportSection("s", columns=("a", "b"), rows=[("1", "2")]).labelled_rows == [[("a", "1"), ("b", "2")]]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "This is the report at the end. The next is due after a week, on 11 March 2027."),
        (6.9, "This is the report at the end. The next is due after a week, on 11 March 2027."),
        (7, "This is the report after a week. The next is due after two weeks, on 18 March 2027."),
        (20, "This is the report after two weeks. The next is due after a month, on 3 April 2027."),
        (30, "This is the report after a month. It is the last."),
    ],
)
def test_report_says_which_it_is_and_when_the_next_is_due(days: float, expected: str) -> None:
    assert due_sentence(ENDED, ENDED + timedelta(days=days)) == expected


def test_release_that_is_not_over_has_no_dates_yet() -> None:
    assert due_sentence(None, ENDED) == "The release isn't over: this is how far it is."
    assert [name for name, _ in due_dates(ENDED)] == ["at the end", "after a week", "after two weeks", "after a month"]
