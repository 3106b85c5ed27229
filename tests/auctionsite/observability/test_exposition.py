"""One scrape sees every process, and only who may sees it."""

import time
import zlib
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.test import Client, override_settings
from prometheus_client.core import CounterMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from auctionsite.observability import exposition
from leagues.models import League
from tests import cast
from tests.live import START_SECONDS, Site, eventually

NEAR = override_settings(METRICS_NETWORKS=[ip_network("127.0.0.0/8")], METRICS_TOKEN="")


@pytest.fixture(scope="module")
def standing_site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that nobody used before: its counters begin at nothing."""
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


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

    eventually(lambda: clocks() == 2, "two clocks", START_SECONDS)
    clock.end()
    site.clocks.remove(clock)
    assert clocks() == 1
