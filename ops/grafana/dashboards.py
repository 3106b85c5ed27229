"""The dashboards, written once here: `python ops/grafana/dashboards.py` makes the JSON files that Grafana imports.

A dashboard is rows of panels, a panel a title, a unit and its queries; where it stands follows from that.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WIDTH = 24
HEIGHT = 8
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


@dataclass(frozen=True)
class Panel:
    """`queries` are pairs of PromQL and what its lines are called. `kind` is `timeseries`, `stat` or `table`."""

    title: str
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    kind: str = "timeseries"
    meaning: str = ""


def p95(metric: str, of: str = "") -> str:
    """Return the query of what one in twenty takes longer than."""
    return f"histogram_quantile(0.95, sum by (le) (rate({metric}_bucket{of}[5m])))"


def p50(metric: str, of: str = "") -> str:
    """Return the query of what half take longer than."""
    return f"histogram_quantile(0.5, sum by (le) (rate({metric}_bucket{of}[5m])))"


ACTIVITY = (
    Panel("Auctions", (("sum by (status) (auctionsite_auctions)", "{{status}}"),)),
    Panel(
        "Auctions made in an hour",
        (("sum by (feature) (increase(auctionsite_auctions_created_total[1h]))", "{{feature}}"),),
    ),
    Panel(
        "Bids a second, by what became of them", (("sum by (code) (rate(auctionsite_bids_total[1m])) > 0", "{{code}}"),)
    ),
    Panel(
        "Bids in slow auctions, an hour, by what became of them",
        (("sum by (code) (increase(stream_auction_bids_total[1h])) > 0", "{{code}}"),),
    ),
    Panel(
        "People led from a live room to what is sold slowly, an hour",
        (("sum(increase(stream_auction_redirects_total[1h]))", "people"),),
    ),
    Panel(
        "From a bid's arrival to its commit",
        ((p50("auctionsite_bid_seconds"), "half"), (p95("auctionsite_bid_seconds"), "one in twenty")),
        "s",
    ),
    Panel(
        "From a decision to the sockets",
        ((p50("auctionsite_broadcast_seconds"), "half"), (p95("auctionsite_broadcast_seconds"), "one in twenty")),
        "s",
    ),
    Panel("Events a second", (("sum by (kind) (rate(auctionsite_events_total[1m])) > 0", "{{kind}}"),)),
    Panel("Lots", (("auctionsite_lots_open", "open"), ("auctionsite_lots_overdue", "overdue"))),
    Panel(
        "Rooms",
        (("sum by (state) (auctionsite_rooms)", "{{state}}"), ("auctionsite_room_size_max", "sockets in the fullest")),
    ),
    Panel("Sockets", (("sum by (room) (auctionsite_sockets)", "{{room}}"),)),
    Panel(
        "Sockets that ended, a minute",
        (("sum by (code) (increase(auctionsite_sockets_closed_total[1m])) > 0", "{{code}}"),),
        meaning="1001: the page was left; 1006: the line broke; the others: docs/protocol.md.",
    ),
    Panel(
        "Sockets not let in, a minute",
        (("sum by (reason) (increase(auctionsite_sockets_refused_total[1m]))", "{{reason}}"),),
    ),
)
HEALTH = (
    Panel(
        "How late the clock is",
        (("auctionsite_clock_lag_seconds", "now"), (p95("auctionsite_tick_lag_seconds"), "one in twenty")),
        "s",
    ),
    Panel("Since a process of a kind was seen", (("auctionsite_heartbeat_age_seconds", "{{kind}}"),), "s"),
    Panel(
        "Requests a second",
        (("sum by (area, status) (rate(auctionsite_http_requests_total[1m])) > 0", "{{area}} {{status}}"),),
    ),
    Panel("Requests that fail", (("auctionsite:http_errors:ratio5m", "share"),), "percentunit"),
    Panel(
        "From a request to its answer, one in twenty",
        (
            (p95("auctionsite_http_request_seconds", '{area="page"}'), "pages"),
            (p95("auctionsite_http_request_seconds", '{area="api"}'), "API"),
        ),
        "s",
    ),
    Panel(
        "Warnings and errors in the log, a minute",
        (("sum by (level) (increase(auctionsite_log_lines_total[1m]))", "{{level}}"),),
    ),
    Panel(
        "Bids in slow auctions that we failed to decide, an hour",
        (("sum by (code) (increase(stream_auction_errors_total[1h]))", "{{code}}"),),
    ),
    Panel("Errors in browsers, a minute", (("sum(increase(auctionsite_client_errors_total[1m]))", "errors"),)),
    Panel(
        "Connections to the database",
        (
            ('sum by (process) (auctionsite_db_pool_connections{state="used"})', "{{process}} used"),
            ("sum by (process) (auctionsite_db_pool_waiting)", "{{process}} waits"),
            ("max(auctionsite_db_pool_connections_max)", "most"),
        ),
    ),
    Panel("Sockets lost within five minutes", (("auctionsite:sockets_lost:ratio5m", "share"),), "percentunit"),
    Panel(
        "Messages that Redis didn't take, a minute", (("sum(increase(auctionsite_broadcasts_lost_total[1m]))", "lost"),)
    ),
    Panel(
        "Mails, an hour",
        (
            ("sum by (outcome) (increase(auctionsite_mails_total[1h]))", "{{outcome}}"),
            ("sum(auctionsite_mails_waiting)", "waiting"),
        ),
    ),
    Panel("Free space", (("auctionsite_disk_free_bytes", "{{folder}}"),), "bytes"),
    Panel("Age of the newest backup", (("auctionsite_backup_age_seconds", "age"),), "s"),
    Panel("Memory", (("process_resident_memory_bytes", "{{part}} {{process}}"),), "bytes"),
    Panel("CPU", (("rate(process_cpu_seconds_total[1m])", "{{part}} {{process}}"),), "percentunit"),
    Panel("Open files", (("process_open_fds", "{{part}} {{process}}"),)),
)
ROLLOUT = (
    Panel("Begins that succeed", (("auctionsite:begin_success:ratio30m", "of those who may"),), "percentunit"),
    Panel("Begins by those who may not", (("auctionsite:begin_unauthorized:ratio30m", "of all"),), "percentunit"),
    Panel(
        "Begins, by what became of them", (("sum by (code) (increase(auctionsite_begins_total[30m])) > 0", "{{code}}"),)
    ),
    Panel(
        "Auctions made, by the mode they keep",
        (("sum by (feature) (increase(auctionsite_auctions_created_total[1d]))", "{{feature}}"),),
    ),
    Panel(
        "Auctions made, against the same hour of the week",
        (
            ("auctionsite:auctions_created:increase1h", "this hour"),
            ("auctionsite:auctions_created:baseline1h", "the week"),
        ),
    ),
    Panel("Auctions that come to their end", (("auctionsite:completion:ratio1d", "of a day's"),), "percentunit"),
    Panel(
        "Lots that open before nobody",
        (
            ('sum(increase(auctionsite_lot_start_room_size_bucket{le="0.0"}[15m]))', "before nobody"),
            ("sum(increase(auctionsite_lot_start_room_size_count[15m]))", "all"),
        ),
    ),
    Panel("Processes and the newest flags", (("sum by (state) (auctionsite_flags_processes)", "{{state}}"),)),
    Panel(
        "Which flags each process uses",
        (("auctionsite_process_info * on (part, process) group_left () auctionsite_flags_version", ""),),
        kind="table",
    ),
)
BUSINESS = (
    Panel("People", (("auctionsite_people", "accounts"),), kind="stat"),
    Panel("Leagues", (("auctionsite_leagues", "leagues"),), kind="stat"),
    Panel("Auctions begun in a day", (("sum(increase(auctionsite_auctions_begun_total[1d]))", "begun"),), kind="stat"),
    Panel(
        "Auctions completed in a day",
        (("sum(increase(auctionsite_auctions_completed_total[1d]))", "completed"),),
        kind="stat",
    ),
    Panel("Bids in a day", (('sum(increase(auctionsite_bids_total{code="ok"}[1d]))', "accepted"),), kind="stat"),
    Panel(
        "Spent in a day, in the leagues' units",
        (("sum(increase(auctionsite_spend_units_total[1d]))", "units"),),
        kind="stat",
    ),
    Panel(
        "Of that in slow auctions",
        (("sum(increase(stream_auction_revenue_total[1d]))", "units"),),
        kind="stat",
    ),
    Panel(
        "New people and leagues, a day",
        (("delta(auctionsite_people[1d])", "people"), ("delta(auctionsite_leagues[1d])", "leagues")),
    ),
    Panel(
        "Lots, an hour",
        (
            ('sum(increase(auctionsite_events_total{kind="lot_sold"}[1h]))', "sold"),
            ('sum(increase(auctionsite_events_total{kind="lot_unsold"}[1h]))', "unsold"),
            ('sum(increase(auctionsite_events_total{kind="sale_undone"}[1h]))', "taken back"),
        ),
    ),
    Panel("Events in all journals", (("max(auctionsite_journal_events_total)", "events"),)),
)
DASHBOARDS = {
    "auction-activity": ("Auction activity", ACTIVITY),
    "system-health": ("System health", HEALTH),
    "rollout": ("Rollout", ROLLOUT),
    "business": ("Business", BUSINESS),
}


def panel(made: Panel, number: int) -> dict[str, Any]:
    """A panel as Grafana keeps it: two in a row, four small ones."""
    width = WIDTH // 4 if made.kind == "stat" else WIDTH // 2
    row = WIDTH // width
    return {
        "id": number + 1,
        "type": made.kind,
        "title": made.title,
        "description": made.meaning,
        "datasource": SOURCE,
        "gridPos": {"h": HEIGHT, "w": width, "x": number % row * width, "y": number // row * HEIGHT},
        "fieldConfig": {"defaults": {"unit": made.unit, "min": 0}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + at),
                "datasource": SOURCE,
                "expr": expr,
                "legendFormat": legend,
                "instant": made.kind == "table",
                "format": "table" if made.kind == "table" else "time_series",
            }
            for at, (expr, legend) in enumerate(made.queries)
        ],
    }


def dashboard(name: str) -> dict[str, Any]:
    """A whole dashboard as Grafana imports it."""
    title, panels = DASHBOARDS[name]
    choice = {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Data source"}
    return {
        "uid": f"auctionsite-{name}",
        "title": f"auctionsite · {title}",
        "tags": ["auctionsite"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [choice]},
        "panels": [panel(each, number) for number, each in enumerate(panels)],
    }


def text_of(name: str) -> str:
    """Return the dashboard as the text of its file."""
    return json.dumps(dashboard(name), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in DASHBOARDS:
        (HERE / f"{each}.json").write_text(text_of(each), encoding="utf-8")
