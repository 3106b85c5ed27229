"""Frames on daphne form no texts for debug lines."""

from typing import Any

import pytest
from autobahn.twisted import websocket as lines
from autobahn.websocket import protocol
from twisted.internet.testing import StringTransport

from auctionsite.serving import log_texts


class Told:
    """A peer that says how often it was made a text."""

    def __init__(self) -> None:
        self.texts = 0

    def __str__(self) -> str:
        self.texts += 1
        return "somebody"


def frames_come_and_go() -> int:
    """Return how many texts of the peer a frame each way costs."""
    made: Any = lines.WebSocketServerFactory
    transport: Any = StringTransport
    factory = made("ws://localhost")
    factory.protocol = lines.WebSocketServerProtocol
    line = factory.buildProtocol(None)
    line.makeConnection(transport())
    line.peer = peer = Told()
    line.sendData(b"frame")
    line._dataReceived = lambda data: None
    line.dataReceived(b"frame")
    return peer.texts


def test_frames_form_no_texts_for_debug_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lines, protocol):
        for name in ("hltype", "hlval"):
            monkeypatch.setattr(module, name, getattr(module, name))  # put back afterwards
            monkeypatch.setattr(module, name, str)
    assert frames_come_and_go() > 0, "autobahn forms them"
    log_texts.leave_uncoloured()
    assert frames_come_and_go() == 0


def test_autobahn_that_calls_it_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(protocol, "hlval")
    with pytest.raises(AttributeError, match="hlval"):
        log_texts.leave_uncoloured()
