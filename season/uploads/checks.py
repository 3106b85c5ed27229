"""Rows of files against the world: what can't be is refused, what is odd is said in the preview. Pure.

Sentences are warnings unless a docstring says that they refuse. Each names the first line that it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from leagues.files.parse_errors import Problems

USUAL_MOST = {"minutes": 130}
"""More than that is hardly meant, by the key of the statistic: a match with extra time has 120 minutes and some."""
WITHOUT_POINTS = ("postponed", "cancelled", "retired")
"""Statuses of fixtures whose scores are kept and don't count, until the status is another."""
_KINDS = ("score", "extra", "penalties")


class PlannedFixture(NamedTuple):
    """A fixture as it will be. `line` is 0 for one that the file doesn't speak of, `day` the date in its zone."""

    line: int
    home: str
    away: str
    round: str
    kickoff: datetime | None
    day: date | None
    status: str

    def __str__(self) -> str:
        return f"{self.home} – {self.away}"


class PlannedScore(NamedTuple):
    """An asset's score in a fixture. `club` is the one that it plays for now, by one of the sides' names, or empty."""

    line: int
    asset: str
    club: str
    fixture: PlannedFixture
    statistics: Mapping[str, int]


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """Return why a fixture can't be as its values say; it is refused then. What isn't among the values isn't looked at.

    `winner` is home, away, draw or empty. A match that is level may have a winner: not every file has shoot-outs.
    """
    scores = {kind: _pair(values, kind) for kind in _KINDS}
    wrong = []
    shootout, extra, full_time = scores["penalties"], scores["extra"], scores["score"]
    if values.get("status") == "finished" and shootout and shootout[0] == shootout[1]:
        words = _("The shoot-out ends {score}, and one side must win it; correct it.")
        wrong.append(words.format(score=f"{shootout[0]}–{shootout[1]}"))
    if extra and full_time and (extra[0] < full_time[0] or extra[1] < full_time[1]):
        words = _("{after} after extra time is less than {before} before it; correct one of them.")
        wrong.append(words.format(after=f"{extra[0]}–{extra[1]}", before=f"{full_time[0]}–{full_time[1]}"))
    last = shootout or extra or full_time
    winner = values.get("winner", "")
    says = _leader(last)
    if last and winner and winner != says and (says != "draw" or shootout):
        words = _("The winner is {winner}, and {score} says {other}; correct one of them.")
        wrong.append(words.format(winner=winner, score=f"{last[0]}–{last[1]}", other=says))
    return wrong


def _pair(values: Mapping[str, Any], kind: str) -> tuple[int, int] | None:
    home, away = values.get(f"home_{kind}"), values.get(f"away_{kind}")
    return None if home is None or away is None else (home, away)


def _leader(pair: tuple[int, int] | None) -> str:
    """`home`, `away` or `draw`; empty without a score."""
    if pair is None:
        return ""
    return "draw" if pair[0] == pair[1] else "home" if pair[0] > pair[1] else "away"


# Fixtures -----------------------------------------------------------------------------------------


def odd_fixtures(fixtures: Iterable[PlannedFixture], now: datetime) -> Problems:
    """Return what is odd about the fixtures of a file, among all of the competition as they will be."""
    played = [fixture for fixture in fixtures if fixture.status not in WITHOUT_POINTS]
    odd: Problems = []
    for fixture in played:
        if fixture.line and fixture.status == "finished" and fixture.kickoff is None:
            words = _("{fixture} is finished without a kick-off, so nobody gets its points.")
            odd.append((fixture.line, words.format(fixture=fixture)))
        elif fixture.line and fixture.status == "finished" and fixture.kickoff and fixture.kickoff > now:
            words = _("{fixture} is finished, and begins on {day}.")
            odd.append((fixture.line, words.format(fixture=fixture, day=_on(fixture))))
    return sorted([*odd, *_same_sides_on_a_day(played), *_twice_on_a_match_day(played)])


def _same_sides_on_a_day(fixtures: Iterable[PlannedFixture]) -> Iterator[tuple[int, str]]:
    meetings = defaultdict(list)
    for fixture in fixtures:
        if fixture.day:
            meetings[frozenset((fixture.home, fixture.away)), fixture.day].append(fixture)
    for matches in meetings.values():
        if len(matches) > 1 and (line := max(match.line for match in matches)):
            words = _("{home} and {away} meet {number} times on {day}.")
            yield (
                line,
                words.format(home=matches[0].home, away=matches[0].away, number=len(matches), day=_on(matches[0])),
            )


def _twice_on_a_match_day(fixtures: Iterable[PlannedFixture]) -> Iterator[tuple[int, str]]:
    """One sentence for a match day, however many sides. Two legs against the same side are no two matches here."""
    plays: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for fixture in fixtures:
        if fixture.round:
            plays[fixture.round][fixture.home][fixture.away] = fixture.line
            plays[fixture.round][fixture.away][fixture.home] = fixture.line
    for day, sides in plays.items():
        lines = {side: max(others.values()) for side, others in sides.items() if len(others) > 1}
        twice = {side: line for side, line in lines.items() if line}
        if twice:
            first = min(twice, key=lambda side: twice[side])
            words = (
                _("{side} plays {number} times on {day}, and {others} other sides too.")
                if len(twice) > 1
                else _("{side} plays {number} times on {day}.")
            )
            yield (
                twice[first],
                words.format(side=first, number=len(sides[first]), day=day, others=len(twice) - 1),
            )


def _on(fixture: PlannedFixture) -> str:
    return dateformat.format(fixture.day, _("j M Y")) if fixture.day else _("no date")


# Scores -------------------------------------------------------------------------------------------


def odd_scores(scores: Iterable[PlannedScore], now: datetime) -> Problems:
    """Return what is odd about the scores of a file, once for each fixture and once for each line."""
    rows = list(scores)
    by_fixture: dict[PlannedFixture, list[int]] = defaultdict(list)
    for row in rows:
        by_fixture[row.fixture].append(row.line)
    odd = [(min(lines), words) for each, lines in by_fixture.items() if (words := _odd_fixture(each, len(lines), now))]
    odd += [(row.line, words) for row in rows for words in _odd_score(row)]
    return sorted(odd)


def _odd_fixture(fixture: PlannedFixture, count: int, now: datetime) -> str:
    if fixture.status in WITHOUT_POINTS:
        sentence = ngettext(
            "{fixture} is {status}: the scores of {number} line don't count until it is played.",
            "{fixture} is {status}: the scores of {number} lines don't count until it is played.",
            count,
        )
        return sentence.format(fixture=fixture, status=_status_word(fixture.status), number=count)
    if fixture.kickoff and fixture.kickoff > now:
        sentence = ngettext(
            "{fixture} begins on {day}, and {number} line have scores of it already; is it another match?",
            "{fixture} begins on {day}, and {number} lines have scores of it already; is it another match?",
            count,
        )
        return sentence.format(fixture=fixture, day=_on(fixture), number=count)
    return ""


def _status_word(status: str) -> str:
    words = {
        "postponed": pgettext("a fixture is", "postponed"),
        "cancelled": pgettext("a fixture is", "cancelled"),
        "retired": pgettext("a fixture is", "retired"),
    }
    return words[status]


def _odd_score(row: PlannedScore) -> Iterator[str]:
    if row.club and row.club not in {row.fixture.home, row.fixture.away}:
        words = _("{asset} plays for {club} now, which isn't in {fixture}; is it another player or match?")
        yield words.format(asset=row.asset, club=row.club, fixture=row.fixture)
    for key, most in USUAL_MOST.items():
        if row.statistics.get(key, 0) > most:
            words = _("{asset} has {number} {what}, and hardly anybody has more than {most}.")
            what = {"minutes": _("minutes")}[key]
            yield words.format(asset=row.asset, number=row.statistics[key], what=what, most=most)
