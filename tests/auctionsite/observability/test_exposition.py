"""One scrape sees every process, and only who may sees it."""

import time
import zlib
from ipaddress import ip_network

import pytest
from django.db import connection
from django.test import Client, override_settings
from prometheus_client.core import CounterMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from auctionsite.observability import exposition, metrics
from leagues.models import League
from operations.monitoring import figures
from rollouts.propagation import readers
from tests import cast
from tests.live import START_SECONDS, Site, eventually

NEAR = override_settings(METRICS_NETWORKS=[ip_network("127.0.0.0/8")], METRICS_TOKEN="")


def samples(page: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """(labels, value) of each sample, by name."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def test_what_travels_arrives_as_it_was() -> None:
    counted = CounterMetricFamily("auctionsite_things", "Things.", labels=["kind"])
    counted.add_metric(["a"], 3)
    label, [arrived] = exposition.unpack_metrics(exposition.pack_metrics(("web", "here/1"), [counted]))
    assert label == ("web", "here/1")
    assert (arrived, arrived.type) == (counted, "counter")


def test_the_same_counter_of_two_processes_stays_two_series() -> None:
    processes = []
    for name, count in (("a/1", 3), ("b/2", 4)):
        processes.append((("web", name), [CounterMetricFamily("auctionsite_things", "Things.", value=count)]))
    [family] = exposition.merge_metrics(processes)
    assert [(each.labels["process"], each.value) for each in family.samples] == [("a/1", 3), ("b/2", 4)]


def test_what_is_no_report_of_ours_is_left_out(client: Client, db: None) -> None:
    with exposition._redis() as link:
        link.set("metrics:web:broken/1", zlib.compress(b"{}"), ex=5)
        link.zadd("metrics", {"metrics:web:broken/1": time.time() + 5})
        with NEAR:
            page = samples(client.get("/metrics").content.decode())
        link.zrem("metrics", "metrics:web:broken/1")
    assert page["auctionsite_metrics_complete"] == [({}, 0)]
    assert page["auctionsite_bids_total"]


@override_settings(REDIS_URL="redis://127.0.0.1:9/0")
@NEAR
def test_without_redis_the_process_that_answers_is_seen(client: Client, db: None) -> None:
    page = samples(client.get("/metrics").content.decode())
    assert page["auctionsite_metrics_complete"] == [({}, 0)]
    assert {labels["part"] for labels, _ in page["auctionsite_bids_total"]} == {"command"}


@pytest.mark.parametrize(
    ("token", "networks", "sent", "status"),
    [
        ("secret", "", "Bearer secret", 200),
        ("secret", "", "Bearer wrong", 403),
        ("secret", "", "", 403),
        ("secret", "", "Basic secret", 403),
        ("", "", "Bearer ", 404),
        ("", "127.0.0.0/8", "", 200),
        ("secret", "127.0.0.0/8", "", 200),
        ("", "10.0.0.0/8", "", 404),
    ],
)
def test_metrics_are_for_a_token_or_a_network(
    client: Client, db: None, token: str, networks: str, sent: str, status: int
) -> None:
    allowed = [ip_network(networks)] if networks else []
    with override_settings(METRICS_TOKEN=token, METRICS_NETWORKS=allowed):
        assert client.get("/metrics", headers={"Authorization": sent} if sent else {}).status_code == status


@override_settings(METRICS_NETWORKS=[ip_network("127.0.0.0/8")], METRICS_TOKEN="", PROXY_HOPS=1)
def test_who_comes_through_the_proxy_is_not_taken_for_it(client: Client, db: None) -> None:
    through = {"X-Forwarded-For": "127.0.0.1, 198.51.100.7"}
    assert client.get("/metrics", headers=through).status_code == 404


def test_one_scrape_sees_all_processes_and_the_database(site: Site, league: League, max_: User) -> None:
    auction = cast.auction_of(league, lots=3)
    watching = site.client(auction.pk, max_, site.webs[1])
    watching.hello()
    lot = watching.lot["id"]
    assert watching.bid(lot, 5)["ok"]

    def both_webs_and_the_clock() -> dict[str, list[tuple[dict[str, str], float]]] | None:
        page = samples(site.web.call("GET", "/metrics").body.decode())
        parts = [labels["part"] for labels, _ in page["auctionsite_process_info"]]
        bids = sum(value for labels, value in page["auctionsite_bids_total"] if labels["code"] == "ok")
        running = page.get("auctionsite_auctions", [({}, 0.0)])
        complete = sorted(parts) == ["clock", "web", "web"] and bids == 1 and ({"status": "active"}, 1.0) in running
        return page if complete else None

    page = eventually(both_webs_and_the_clock, "a bid at the other process, in this one's metrics")
    assert sum(value for labels, value in page["auctionsite_sockets"] if labels["room"] == "auction") == 1
    assert page["auctionsite_rooms"] == [({"state": "occupied"}, 1), ({"state": "empty"}, 0)]
    assert page["auctionsite_lots_open"] == [({}, 1)]
    assert {labels["kind"]: value for labels, value in page["auctionsite_processes"]} == {"web": 2, "clock": 1}
    assert sum(value for _, value in page["auctionsite_bid_seconds_count"]) == 1
    assert sum(value for _, value in page["auctionsite_broadcast_seconds_count"]) >= 1


def test_a_process_that_stops_takes_its_series_along(site: Site) -> None:
    clock = site.add_clock()

    def clocks() -> int:
        page = samples(site.web.call("GET", "/metrics").body.decode())
        return sum(labels["part"] == "clock" for labels, _ in page["auctionsite_process_info"])

    eventually(lambda: clocks() == 2, f"two clocks; {site.logs()}", START_SECONDS)
    clock.end()
    site.clocks.remove(clock)
    assert clocks() == 1


def test_figures_are_asked_once_for_many_scrapes(db: None) -> None:
    figures._known = (0.0, [])
    first = figures.current_metrics()
    assert figures.current_metrics() is first
    figures._known = (0.0, [])
    assert figures.current_metrics() is not first


def test_a_source_that_is_away_leaves_its_figures_out(transactional_db: None) -> None:
    figures._known = (0.0, [])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rollouts_reader RENAME TO rollouts_reader_gone")
        try:
            found = {family.name: family for family in figures.current_metrics()}
        finally:
            cursor.execute("ALTER TABLE rollouts_reader_gone RENAME TO rollouts_reader")
            figures._known = (0.0, [])
    up = {each.labels["source"]: each.value for each in found["auctionsite_source_up"].samples}
    assert up == {"database": 0, "disks": 1}
    assert "auctionsite_auctions" not in found


def test_how_far_a_flags_change_has_come_is_told(site: Site) -> None:
    site.switch(waiting_room=True)
    newest = readers.look().version
    readers.confirm(readers.Process("web here 1", "web"), newest, 0)
    readers.confirm(readers.Process("web here 2", "web"), newest - 1, 0)
    figures._known = (0.0, [])
    found = {family.name: family.samples for family in figures.current_metrics()}
    figures._known = (0.0, [])
    assert found["auctionsite_flags_newest_version"][0].value == newest
    states = {each.labels["state"]: each.value for each in found["auctionsite_flags_processes"]}
    assert states == {"current": len([*site.webs, *site.clocks]) + 1, "behind": 1}


def test_labels_are_there_before_anything_happens() -> None:
    """Prometheus sees an increase only of a series that it knows."""
    page = {s.name: s for family in metrics.REGISTRY.collect() for s in family.samples}
    for name in ("bids", "begins", "events", "mails", "sockets_opened", "sockets_closed", "http_requests"):
        assert f"auctionsite_{name}_total" in page
