"""Failures of a subject: registered here by the apps that know, as "had at least one".

Counted is the subject with its first failure after it met the flag, never each failure: a bad league fails sixty
times.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rollouts.evaluation.types import BucketBy

FailuresSince = Callable[[BucketBy, Mapping[str, datetime]], Mapping[str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMetric:
    """A way in which a subject can fail. `says` completes "Leagues that …"; `first_failures` reads, and writes nothing.

    `first_failures(kind, since)` returns the first failure of each subject at or after its moment, of those that had
    one, by a constant number of queries.
    """

    name: str
    says: str
    kinds: frozenset[BucketBy]
    first_failures: FailuresSince


outcome_metrics: list[OutcomeMetric] = []
"""In the order in which pages show them."""


def metrics_of(kind: BucketBy) -> list[OutcomeMetric]:
    """Return the metrics that are known of subjects of this kind."""
    return [each for each in outcome_metrics if kind in each.kinds]


def read_first(query: str, since: Mapping[str, datetime], *more: Any) -> dict[str, datetime]:
    """Run a query for `(subject, moment)` rows, whose first two parameters are the subjects and their moments."""
    with connection.cursor() as cursor:
        cursor.execute(query, [list(since), list(since.values()), *more])
        return {str(subject): at for subject, at in cursor.fetchall()}


# Noted by the site itself -----------------------------------------------------------------------------
SERVER_ERROR = "server_error"
PAGE_ERROR = "page_error"
_FIRST_NOTED = """
    SELECT asked.subject, min(greatest(noted.first_at, asked.since))
    FROM unnest(%s::text[], %s::timestamptz[]) AS asked (subject, since)
    JOIN rollouts_subjectfailure AS noted ON noted.subject = asked.subject AND noted.last_at >= asked.since
    WHERE noted.kind = %s AND noted.metric = %s GROUP BY asked.subject
"""


league_finders: list[Callable[[Iterable[str]], Mapping[str, str]]] = []
"""Each returns the auctions of these leagues, with the league of each: what fails an auction fails its league, and an
address that names the auction alone doesn't say which that is."""


def _first_in_auctions(since: Mapping[str, datetime], name: str) -> Iterator[tuple[str, datetime]]:
    """Yield the first failure that was noted of each auction of these leagues, with its league."""
    for find in league_finders:
        leagues = find(since)
        asked = {auction: since[league] for auction, league in leagues.items()}
        for auction, at in read_first(_FIRST_NOTED, asked, BucketBy.AUCTION.value, name).items():
            yield leagues[auction], at


def noted_metric(name: str, says: str, kinds: frozenset[BucketBy]) -> OutcomeMetric:
    """Return the metric of failures that are noted when they happen, by `recorder.note_failure`."""

    def first_failures(kind: BucketBy, since: Mapping[str, datetime]) -> Mapping[str, datetime]:
        failures_by_subject = read_first(_FIRST_NOTED, since, kind.value, name)
        if kind is BucketBy.LEAGUE and since:
            for league, at in _first_in_auctions(since, name):
                failures_by_subject[league] = min(at, failures_by_subject.get(league, at))
        return failures_by_subject

    return OutcomeMetric(name=name, says=says, kinds=kinds, first_failures=first_failures)


outcome_metrics += [
    noted_metric(SERVER_ERROR, "got an error page or an answer 5xx", frozenset(BucketBy)),
    noted_metric(PAGE_ERROR, "had a page break in somebody's browser", frozenset(BucketBy)),
]
