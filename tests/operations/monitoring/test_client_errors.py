"""Reports that pages send of themselves: bounded, limited, scrubbed."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from accounts.models import User
from auctionsite.http.rates import Rate
from auctionsite.observability import metrics
from leagues.models import League
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder
from tests import cast
from tests.rollouts.exposures.kept import kept_failures

PATH = "/api/client-errors"
REPORT: dict[str, Any] = {"message": "TypeError: lot is undefined", "page": "/auction/1/", "line": 4}


def report(client: Client, body: Any = None, **more: Any) -> int:
    return client.post(PATH, REPORT if body is None else body, "application/json", **more).status_code


def test_a_report_is_in_the_log_with_whose_page_it_was_and_without_what_it_held(client: Client, max_: User) -> None:
    client.force_login(max_)
    before = metrics.CLIENT_ERRORS._value.get()
    dirty = {"stack": "at https://a.example/sign-in/abcdefghijklmnop/?next=/x for max@example.com at 10.0.0.7"}
    with capture_logs(processors=[merge_contextvars]) as lines:
        assert report(client, REPORT | dirty) == 204
    [line] = [each for each in lines if each["event"] == "client.error"]
    assert (line["message"], line["page"], line["userId"]) == (REPORT["message"], "/auction/1/", max_.pk)
    assert line["stack"] == "at https://a.example/sign-in/[link]/?[query] for [email] at [address]"
    assert metrics.CLIENT_ERRORS._value.get() == before + 1


def test_anybody_may_report_and_needs_no_csrf_token(db: None) -> None:
    assert report(Client(enforce_csrf_checks=True)) == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ([], 400),
        ({"message": ""}, 400),
        ({"message": "x" * 501}, 400),
        ({"message": "x", "line": "many"}, 400),
        ({"message": "x\0"}, 400),
        ({"message": "x", "stack": "y" * 9000}, 413),
    ],
)
def test_what_is_no_report_is_refused(client: Client, db: None, body: Any, status: int) -> None:
    assert report(client, body) == status


def test_a_page_that_reports_all_the_time_is_limited(client: Client, db: None) -> None:
    address = f"198.51.100.{uuid4().int}"
    with override_settings(RATE_LIMITS={"client_errors": Rate(10, 60, 10)}):
        statuses = [report(client, REMOTE_ADDR=address) for _ in range(11)]
    assert statuses == [204] * 10 + [429]


def test_error_counts_for_whose_page_it_was_and_the_place_that_they_may_see(
    client: Client, league: League, max_: User, otto: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    auction = cast.auction_of(league)
    entries = kept_failures(monkeypatch)
    report(client, {**REPORT, "page": f"/auction/{auction.pk}/"})  # a stranger
    client.force_login(otto)
    for page in (f"/auction/{auction.pk}/", f"/leagues/{league.pk}/", "/no/such/page/", "\\ud800", ""):
        report(client, {**REPORT, "page": page})
    recorder.failures.write_some()
    assert [(each.kind, each.subject) for each in entries] == [(BucketBy.USER, str(otto.pk))]
    client.force_login(max_)
    report(client, {**REPORT, "page": f"/auction/{auction.pk}/"})
    recorder.failures.write_some()
    assert {(each.kind, each.subject) for each in entries[1:]} == {
        (BucketBy.USER, str(max_.pk)),
        (BucketBy.LEAGUE, str(league.pk)),
        (BucketBy.AUCTION, str(auction.pk)),
    }
