"""Prometheus's word on our alerts, where PROMETHEUS_URL says where it is; and the alerts that a release ships."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from auctionsite import outgoing
from auctionsite.outgoing import CallFailed

_NAME = re.compile(r"^\s*- alert: (\w+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LoadedAlert:
    """An alert that Prometheus watches: how bad it is (P0 to P3; empty: it doesn't say), and whether it fires."""

    severity: str
    firing: bool


def shipped_alerts() -> list[str]:
    """Return the names of the alerts of this release. Raises OSError if its file can't be read."""
    rules = Path(settings.BASE_DIR) / "ops" / "prometheus" / "rules.yml"
    return _NAME.findall(rules.read_text(encoding="utf-8"))


def loaded_alerts() -> Mapping[str, LoadedAlert] | None:
    """Ask Prometheus for its alerts, by name; None if nobody says where it is. Raises CallFailed."""
    if not settings.PROMETHEUS_URL:
        return None
    return parse_alerts(outgoing.get_json(f"{settings.PROMETHEUS_URL}/api/v1/rules?type=alert"))


def parse_alerts(answer: Any) -> Mapping[str, LoadedAlert]:
    """Return the alerts of an answer of `/api/v1/rules`. Raises CallFailed if it is none."""
    try:
        rules = [rule for group in answer["data"]["groups"] for rule in group["rules"]]
        return {
            str(rule["name"]): LoadedAlert(str(rule.get("labels", {}).get("severity", "")), rule["state"] == "firing")
            for rule in rules
        }
    except (TypeError, KeyError, AttributeError) as error:
        raise CallFailed("Prometheus answers something that isn't a list of rules") from error
