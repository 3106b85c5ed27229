"""The report of a release: tables with headings, for a page and as Markdown, and when which report is due. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
DUE = (
    ("at the end", timedelta()),
    ("after a week", 7 * _DAY),
    ("after two weeks", 14 * _DAY),
    ("after a month", 30 * _DAY),
)
"""The reports of a release, by what they are called, and how long after its end they are written."""
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A heading, sentences, and a table if it has columns. Every row has as many cells as there are columns."""

    heading: str
    sentences: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Each cell with the column that it is in, for screens that are too narrow for a table."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """A release, told from its begin to now."""

    title: str
    lead: Sequence[str]
    sections: Sequence[ReportSection]


def due_dates(ended: datetime) -> list[tuple[str, datetime]]:
    """Return what each report of a release that is over is called, and when it is due."""
    return [(name, ended + after) for name, after in DUE]


def due_sentence(ended: datetime | None, now: datetime) -> str:
    """Return which report this is, and when the next one is due."""
    if ended is None:
        return "The release isn't over: this is how far it is."
    dates = due_dates(ended)
    name = next(name for name, at in reversed(dates) if at <= max(now, ended))
    later = next(((name, at) for name, at in dates if at > now), None)
    after = f" The next is due {later[0]}, on {_day(later[1])}." if later else " It is the last."
    return f"This is the report {name}.{after}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def as_markdown(report: ReleaseReport) -> str:
    """Return the report as Markdown, whatever was typed as a reason."""
    lines = [f"# {_plain(report.title)}", "", *_paragraphs(report.lead)]
    for section in report.sections:
        lines += [f"## {_plain(section.heading)}", "", *_paragraphs(section.sentences)]
        if section.rows:
            lines += [_row(section.columns), _row(["---"] * len(section.columns), plain=False)]
            lines += [*(_row(each) for each in section.rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def _paragraphs(sentences: Sequence[str]) -> list[str]:
    return [line for each in sentences if each for line in (_plain(each), "")]


def _row(cells: Sequence[str], *, plain: bool = True) -> str:
    return f"| {' | '.join(map(_plain, cells) if plain else cells)} |"


def _plain(text: str) -> str:
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(text.split()))
