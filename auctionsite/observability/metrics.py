"""Every metric that a process counts itself. What the database knows is asked at the scrape: see `figures.py`.

Counting is a few microseconds in memory; a thread hands the counts on (`exposition.py`). Labels have few values, all
known: they exist with 0 from the start, so that a first event shows as an increase. `docs/observability.md` lists
all of them.
"""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from auctionsite.close_codes import CLOSE_CODES

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0)
"""Seconds. The release asks for bids under 0.3 with 30 in a room and under 0.5 with 50."""


def _counter(name: str, meaning: str, label: str, values: Iterable[str]) -> Counter:
    made = Counter(name, meaning, [label], registry=REGISTRY)
    for value in values:
        made.labels(value)
    return made


# Auctions -------------------------------------------------------------------------------------------
BIDS = Counter("auctionsite_bids", "Bids answered, by code.", ["code"], registry=REGISTRY)
BID_SECONDS = Histogram(
    "auctionsite_bid_seconds", "From a bid's arrival to its commit.", buckets=_QUICK, registry=REGISTRY
)
BROADCAST_SECONDS = Histogram(
    "auctionsite_broadcast_seconds",
    "From a decision to the queues of a process's sockets.",
    buckets=_QUICK,
    registry=REGISTRY,
)
BROADCASTS_LOST = Counter(
    "auctionsite_broadcasts_lost", "Messages that Redis didn't take; clients see by seq.", registry=REGISTRY
)
BEGINS = Counter("auctionsite_begins", "Tries to begin an auction, by code.", ["code"], registry=REGISTRY)
EVENTS = Counter("auctionsite_events", "Events committed by this process, by kind.", ["kind"], registry=REGISTRY)
SPEND = Counter("auctionsite_spend_units", "Units of the leagues' money paid for lots.", registry=REGISTRY)
ROOM_AT_LOT_START = Histogram(
    "auctionsite_lot_start_room_size",
    "Sockets in the room when a lot opened.",
    buckets=(0, 1, 2, 5, 10, 20, 30, 50, 100, 200),
    registry=REGISTRY,
)
TICK_LAG_SECONDS = Histogram(
    "auctionsite_tick_lag_seconds",
    "How late the clock came to an auction that was due.",
    buckets=(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 30.0),
    registry=REGISTRY,
)
STREAM_BIDS = Counter("stream_auction_bids", "Bids answered in slow auctions, by code.", ["code"], registry=REGISTRY)
STREAM_ERRORS = Counter(
    "stream_auction_errors", "Bids in slow auctions that we failed to decide, by code.", ["code"], registry=REGISTRY
)
STREAM_REVENUE = Counter(
    "stream_auction_revenue", "Units of the leagues' money paid for lots of slow auctions.", registry=REGISTRY
)
STREAM_REDIRECTS = Counter(
    "stream_auction_redirects",
    "People led from a live room to the page of a slow auction, for what is left.",
    registry=REGISTRY,
)

# Sockets --------------------------------------------------------------------------------------------
ROOMS = ("auction", "league")
CLOSES = ("1000", "1001", "1005", "1006", "1011", "1012", *map(str, CLOSE_CODES))
"""Close codes of sockets; any other that a client makes up is `other`."""
SOCKETS = Gauge("auctionsite_sockets", "Open sockets in rooms.", ["room"], registry=REGISTRY)
OPENED = _counter("auctionsite_sockets_opened", "Sockets accepted.", "room", ROOMS)
CLOSED = Counter(
    "auctionsite_sockets_closed", "Sockets that ended, by close code.", ["room", "code"], registry=REGISTRY
)
REFUSED = _counter(
    "auctionsite_sockets_refused",
    "Sockets that were not let into a room.",
    "reason",
    ("not_signed_in", "not_of_this_league", "no_such_auction", "room_full", "too_many_handshakes"),
)
for _room in ROOMS:
    for _code in (*CLOSES, "other"):
        CLOSED.labels(_room, _code)

# Pages, API, mail, logs -----------------------------------------------------------------------------
AREAS = ("page", "api", "admin", "static", "probe")
STATUSES = ("2xx", "3xx", "4xx", "5xx", "none")
REQUESTS = Counter(
    "auctionsite_http_requests", "HTTP requests answered; `none`: gone before.", ["area", "status"], registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "auctionsite_http_request_seconds",
    "From a request's arrival to the start of its answer.",
    ["area"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
    registry=REGISTRY,
)
for _area in AREAS:
    REQUEST_SECONDS.labels(_area)
    for _status in STATUSES:
        REQUESTS.labels(_area, _status)
MAILS = _counter("auctionsite_mails", "Mails, by what became of them.", "outcome", ("sent", "failed", "dropped"))
MAILS_WAITING = Gauge("auctionsite_mails_waiting", "Mails that wait for the mail server.", registry=REGISTRY)
CLIENT_ERRORS = Counter("auctionsite_client_errors", "Errors that pages in browsers reported.", registry=REGISTRY)
_lines = _counter("auctionsite_log_lines", "Warnings and errors in the log.", "level", ("warning", "error"))
LOG_LINES = (_lines.labels("warning"), _lines.labels("error"))
"""The counters of lines in the log: of warnings, then of errors."""

# The process ----------------------------------------------------------------------------------------
INFO = Gauge(
    "auctionsite_process_info",
    "1, with what this process is.",
    ["release", "environment", "label", "region"],
    registry=REGISTRY,
)
LOOPS = ("bots", "broadcast", "clock", "flags", "heartbeat", "mail", "metrics", "room", "season", "snapshots")
"""Everything that is done again and again; a process has some of them."""
LOOP_SILENT = Gauge(
    "auctionsite_loop_silent_seconds",
    "Since a loop of this process last took a step without an error.",
    ["loop"],
    registry=REGISTRY,
)
LOOP_FAILURES = _counter("auctionsite_loop_failures", "Steps of loops that ended with an error.", "loop", LOOPS)
FLAGS_UNREADABLE = Gauge("auctionsite_flags_unreadable", "Flags whose row this process can't read.", registry=REGISTRY)
EXPOSURES_LOST = Counter(
    "auctionsite_exposures_lost",
    "Subjects that met a flag, or whom something failed, and that too many waited before.",
    registry=REGISTRY,
)
FLAGS_VERSION = Gauge(
    "auctionsite_flags_version", "The version of all flags that this process uses.", registry=REGISTRY
)
