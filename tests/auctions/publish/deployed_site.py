"""Auctions on a deployed site, and the events of its log."""

import json
from typing import Any

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from tests.live import Site

OF_EVERY_LINE = {"event", "level", "logger", "timestamp"}


def events_of(site: Site, name: str) -> list[dict[str, Any]]:
    """The log events of a name, without what is on every line. Every line of the log is JSON."""
    logs = [part.log.rpartition("\n")[0] for part in (*site.webs, *site.clocks)]  # the last line may not be finished
    lines = [json.loads(line) for log in logs for line in log.splitlines()]
    assert all(set(line) >= OF_EVERY_LINE for line in lines)
    return [{key: line[key] for key in line.keys() - OF_EVERY_LINE} for line in lines if line["event"] == name]


def start(site: Site, league: League, user: User) -> Auction:
    answer = site.web.call("POST", f"/api/leagues/{league.pk}/auction/start", user)
    assert answer.status == 201, answer.body
    return Auction.objects.get(pk=answer.json()["id"])
