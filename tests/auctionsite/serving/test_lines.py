"""The line that a `send` belongs to: daphne's, uvicorn's, or none that we know."""

from functools import partial
from typing import Any

from auctionsite.serving import lines
from tests.auctionsite.serving.test_backpressure import Protocol, take


class Uvicorns:
    """A stand-in for a line of uvicorn's, with what is looked for in it."""

    async def send(self, message: dict[str, Any]) -> None:
        """The server's own."""

    def handle_ping(self) -> None:
        """The server's own."""


def test_line_is_found_behind_the_send_of_both_servers() -> None:
    daphnes, uvicorns = Protocol(), Uvicorns()
    assert lines.line_of(partial(take, daphnes)) is daphnes
    assert lines.line_of(uvicorns.send) is uvicorns
    assert (lines.is_daphnes(daphnes), lines.is_uvicorns(daphnes)) == (True, False)
    assert (lines.is_daphnes(uvicorns), lines.is_uvicorns(uvicorns)) == (False, True)


def test_other_servers_have_no_line_that_we_know() -> None:
    async def send(message: dict[str, Any]) -> None:
        """Of some other server."""

    line = lines.line_of(send)
    assert not lines.is_daphnes(line)
    assert not lines.is_uvicorns(line)
