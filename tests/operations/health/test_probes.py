"""`/livez` and `/readyz` of a real process."""

import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.live import MakeSite, eventually


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_probes_say_whether_it_lives_and_is_ready(make_site: MakeSite, server: str) -> None:
    site = make_site(ALLOWED_HOSTS="auctions.example", LOG_FORMAT="json")
    web = site.add_web(server)

    def status(path: str) -> int:
        try:
            return web.call("GET", path, headers={"X-Forwarded-Proto": "http"}).status
        except OSError:
            return 0

    eventually(lambda: status("/livez") == 200, f"it lives; {web.log}", 60)
    eventually(lambda: status("/readyz") == 200, f"it is ready; {web.log}")
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("auctions", "0001_initial")
    try:
        eventually(lambda: status("/readyz") == 503, "a migration is missing")
        assert b"1 not applied" in web.call("GET", "/readyz").body
    finally:
        recorder.record_applied("auctions", "0001_initial")
    eventually(lambda: status("/readyz") == 200, "it is ready again")
    web.signal("SIGUSR1")
    eventually(lambda: status("/readyz") == 503, "it drains")
    assert web.call("GET", "/readyz").body == b"draining\n"
    assert status("/livez") == 200
    assert all(json.loads(line) for line in web.log.splitlines()), "every server's own lines are JSON too"
