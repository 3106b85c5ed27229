"""The figures that locust wrote, and which targets were missed."""

from pathlib import Path

import pytest

from loadtests.report import RequestFigures, missed, read_figures, table
from loadtests.scenarios import BID, SHOWN, RequestTarget

WRITTEN = """\
Type,Name,Request Count,Failure Count,Median Response Time,Requests/s,Failures/s,50%,66%,95%,99%,100%
socket,bid to its answer,200,4,35,7.5,0.1,35,43,73.5,110,130
socket,line,0,0,N/A,0.0,0.0,N/A,N/A,N/A,N/A,N/A
,Aggregated,200,4,35,7.5,0.1,35,43,73.5,110,130
"""
FOUND = RequestFigures(name=BID, requests=200, failed=4, p50=35, p95=73.5, p99=110, per_second=7.5)


def test_figures_are_read_without_the_sum(tmp_path: Path) -> None:
    path = tmp_path / "report_stats.csv"
    path.write_text(WRITTEN, encoding="utf-8")
    bids, line = read_figures(path)
    assert bids == FOUND
    assert (line.requests, line.p95, line.failed_percent) == (0, 0.0, 0.0)
    assert table([bids]).splitlines()[-1] == f"| {BID} | 200 | 7.5 | 2.00 % | 35 ms | 74 ms | 110 ms |"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (RequestTarget(name=BID, p95_ms=74, failed_percent=2.0), []),
        (RequestTarget(name=BID, p95_ms=73, failed_percent=2.0), [f"{BID}: p95 is 74 ms; at most 73 ms are wanted."]),
        (RequestTarget(name=BID, p95_ms=74, failed_percent=1.9), [f"{BID}: 2.0 % failed; at most 1.9 % may."]),
        (RequestTarget(name=SHOWN, p95_ms=74), [f"{SHOWN}: there was none, so nothing is known."]),
    ],
)
def test_missed_target_is_said(target: RequestTarget, said: list[str]) -> None:
    assert missed([FOUND], [target]) == said
