"""The product as the launcher runs it."""

import pytest

from auctionsite.local.checks import Address
from auctionsite.local.errors import LocalError
from auctionsite.local.product import web_command


def test_unknown_asgi_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASGI_SERVER", "gunicorn")
    with pytest.raises(LocalError, match="choose daphne or uvicorn"):
        web_command(Address("127.0.0.1", 8000))
