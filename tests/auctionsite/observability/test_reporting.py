"""Reports of errors to Sentry: what goes there, through the SDK itself with a transport that keeps the envelopes."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from auctionsite.observability import reporting
from auctionsite.observability.logging import log_context

log = structlog.get_logger("auctions")
ENV = {"SENTRY_DSN": "http://key@127.0.0.1:9/1", "SENTRY_TRACES_SAMPLE_RATE": "0.25"}


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.events += [item.get_event() for item in envelope.items if item.get_event() is not None]  # type: ignore[misc]


@pytest.fixture
def kept() -> Iterator[Kept]:
    """Sentry, on for this test."""
    kept = Kept()
    reporting.start_reporting(ENV, environment="trial", release="1", transport=kept)
    yield kept
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def break_(text: str) -> None:
    raise ValueError(text)


def test_an_error_in_the_log_is_reported_once_with_its_ids_and_what_led_to_it(kept: Kept) -> None:
    log.info("bid.failed", code="too_low", userId=7)
    with log_context(auctionId="a-1", userId=7):
        try:
            break_("max@example.com has password=hidden at 10.0.0.7")
        except ValueError as error:
            log.exception("command.failed", error=str(error), leagueId="l-1")
    [event] = kept.events
    assert event["tags"] == {"event": "command.failed", "auctionId": "a-1", "leagueId": "l-1"}
    assert event["user"] == {"id": "7"}
    [value] = event["exception"]["values"]
    assert (value["type"], value["value"]) == ("ValueError", "[email] has password=[secret] at [address]")
    assert event["breadcrumbs"]["values"][-1]["message"] == "bid.failed"
    assert "max@example.com" not in str(event)
    assert "vars" not in str(event["exception"])


def test_an_error_without_an_exception_is_reported_as_a_message(kept: Kept) -> None:
    log.error("mail.dropped", waiting=200)
    [event] = kept.events
    assert event["message"] == "mail.dropped"
    assert event["contexts"]["log"]["waiting"] == 200


def test_a_warning_is_no_report(kept: Kept) -> None:
    log.warning("database.retry", error="max@example.com")
    assert kept.events == []


def test_a_task_that_fails_is_reported_with_what_it_is_about(kept: Kept) -> None:
    async def fail() -> None:
        break_("eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl")

    async def main() -> None:
        reporting.watch_loop()
        with log_context(auctionId="a-1"):
            await asyncio.gather(asyncio.create_task(fail()), return_exceptions=True)

    asyncio.run(main())
    [event] = kept.events
    assert event["tags"]["auctionId"] == "a-1"
    assert event["exception"]["values"][0]["value"] == "[token]"


def test_a_browsers_error_is_reported_as_javascript(kept: Kept) -> None:
    report = {"message": "TypeError: x", "script": "/static/js/room/room.js", "page": "/auction/1/", "stack": ""}
    with log_context(userId=7):
        reporting.capture_client_error(report)
    [event] = kept.events
    assert (event["platform"], event["message"], event["transaction"]) == ("javascript", "TypeError: x", "/auction/1/")
    assert event["user"] == {"id": "7"}


def test_probes_and_files_are_not_traced() -> None:
    sample = reporting._sampler(0.25)
    shares = [sample({"asgi_scope": {"path": path}}) for path in ("/api/leagues/", "/api/health", "/static/x.js")]
    assert shares == [0.25, 0.0, 0.0]


def test_without_an_address_nothing_is_reported() -> None:
    reporting.start_reporting({}, environment="trial", release="1")
    assert not sentry_sdk.is_initialized()
