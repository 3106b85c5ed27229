"""Alerts that a release ships, and those that Prometheus says it has loaded."""

from typing import Any

import pytest
from django.test import override_settings

from auctionsite.outgoing import CallFailed
from operations.monitoring import prometheus
from operations.monitoring.prometheus import LoadedAlert
from tests.ops.test_rules import ALERTS


def test_every_alert_of_the_file_is_found() -> None:
    assert prometheus.shipped_alerts() == [*ALERTS]


def test_rules_are_read_from_an_answer() -> None:
    rules = [
        {"name": "A", "state": "firing", "labels": {"severity": "P0"}, "type": "alerting"},
        {"name": "B", "state": "pending", "type": "alerting"},
    ]
    answer = {"status": "success", "data": {"groups": [{"name": "g", "rules": rules}, {"name": "h", "rules": []}]}}
    assert prometheus.parse_alerts(answer) == {"A": LoadedAlert("P0", True), "B": LoadedAlert("", False)}


@pytest.mark.parametrize("answer", [[], {"data": None}, {"data": {"groups": [{"rules": [{"name": "A"}]}]}}])
def test_another_answer_is_refused(answer: Any) -> None:
    with pytest.raises(CallFailed):
        prometheus.parse_alerts(answer)


def test_nobody_is_asked_unless_somebody_says_where() -> None:
    assert prometheus.loaded_alerts() is None
    with override_settings(PROMETHEUS_URL="http://127.0.0.1:1"), pytest.raises(CallFailed):
        prometheus.loaded_alerts()
