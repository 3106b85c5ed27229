"""The figures of a load test, held against its targets. Pure, but for the file it reads."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loadtests.scenarios import RequestTarget

ALL = "Aggregated"
"""Locust's name for the sum of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFigures:
    """Of all requests of one name; times in ms."""

    name: str
    requests: int
    failed: int
    p50: float
    p95: float
    p99: float
    per_second: float

    @property
    def failed_percent(self) -> float:
        """Return how many percent failed; of none, none."""
        return 100 * self.failed / max(1, self.requests)


def read_figures(path: Path) -> list[RequestFigures]:
    """The rows of locust's `…_stats.csv`, without the sum. Locust writes `N/A` where there was nothing to measure."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_figures(row) for row in csv.DictReader(file) if row["Name"] != ALL]


def _figures(row: dict[str, str]) -> RequestFigures:
    def number(column: str) -> float:
        return 0.0 if row[column] == "N/A" else float(row[column])

    return RequestFigures(
        name=row["Name"],
        requests=int(row["Request Count"]),
        failed=int(row["Failure Count"]),
        p50=number("50%"),
        p95=number("95%"),
        p99=number("99%"),
        per_second=number("Requests/s"),
    )


def missed(found: Sequence[RequestFigures], targets: Sequence[RequestTarget]) -> list[str]:
    """A sentence for each target that wasn't reached."""
    by_name = {each.name: each for each in found}
    said = []
    for target in targets:
        figures = by_name.get(target.name)
        if figures is None or figures.requests == 0:
            said.append(f"{target.name}: there was none, so nothing is known.")
            continue
        if figures.p95 > target.p95_ms:
            said.append(f"{target.name}: p95 is {figures.p95:.0f} ms; at most {target.p95_ms} ms are wanted.")
        if figures.failed_percent > target.failed_percent:
            said.append(
                f"{target.name}: {figures.failed_percent:.1f} % failed; at most {target.failed_percent:.1f} % may."
            )
    return said


def table(found: Sequence[RequestFigures]) -> str:
    """All figures, as Markdown."""
    lines = ["| | requests | a second | failed | p50 | p95 | p99 |", "| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {each.name} | {each.requests:,} | {each.per_second:.1f} | {each.failed_percent:.2f} % "
        f"| {each.p50:.0f} ms | {each.p95:.0f} ms | {each.p99:.0f} ms |"
        for each in found
    ]
    return "\n".join(lines)
