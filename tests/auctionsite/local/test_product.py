"""The product as the launcher runs it."""

import pytest

from auctionsite.local.checks import Address
from auctionsite.local.errors import LocalError
from auctionsite.local.product import django_product, web_command


def test_unknown_asgi_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASGI_SERVER", "gunicorn")
    with pytest.raises(LocalError, match="choose uvicorn or daphne"):
        web_command(Address("127.0.0.1", 8000))


def test_lots_go_on_being_closed_while_one_clock_is_restarted() -> None:
    parts = django_product({}, Address("127.0.0.1", 8000)).parts
    assert [part.name for part in parts if "run_clock" in part.argv] == ["clock", "clock2"]
