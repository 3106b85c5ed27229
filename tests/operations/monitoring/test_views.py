"""`GET /metrics` is for a token or a network."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client, override_settings

from auctionsite.postgresql.clock import database_now
from rollouts.propagation import scrapes


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


SCRAPER: Any = {"METRICS_NETWORKS": [ip_network("127.0.0.0/8")]}


@override_settings(**SCRAPER)
def test_that_somebody_watches_is_noted(client: Client, db: None) -> None:
    before = database_now()
    assert not scrapes.scraped_since(before)
    assert client.get("/metrics").status_code == 200
    assert scrapes.scraped_since(before)


@pytest.mark.parametrize(
    "lacking", [{"REDIS_URL": "redis://127.0.0.1:9/0"}, {"METRICS_NETWORKS": [], "METRICS_TOKEN": "secret"}]
)
def test_figures_that_lack_something_or_are_refused_are_watched_by_nobody(
    client: Client, db: None, lacking: dict[str, Any]
) -> None:
    before = database_now()
    with override_settings(**{**SCRAPER, **lacking}):
        client.get("/metrics")
    assert not scrapes.scraped_since(before)
