"""Calls to others end, whatever the others do, and go nowhere else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from auctionsite import outgoing
from auctionsite.outgoing import CallFailed


class Other(BaseHTTPRequestHandler):
    """Another site, which notes what it is sent."""

    got: list[Any] = []

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        self._answer(b'{"a": 1}' if self.path == "/good" else b"<html>")

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b"ok", 200 if self.path == "/good" else 500)

    def _answer(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """Its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_answer_is_read(other: str) -> None:
    assert outgoing.get_json(f"{other}/good") == {"a": 1}
    outgoing.post_json(f"{other}/good", {"text": "é"})
    assert Other.got[-1] == {"text": "é"}


@pytest.mark.parametrize(
    ("path", "says"),
    [("/away", "127.0.0.1 answers 302"), ("/words", "127.0.0.1 answers something that can't be read")],
)
def test_other_answers_are_refused_and_no_redirect_is_followed(other: str, path: str, says: str) -> None:
    with pytest.raises(CallFailed, match=says):
        outgoing.get_json(other + path)


def test_message_that_is_not_taken_is_said(other: str) -> None:
    with pytest.raises(CallFailed, match="answers 500"):
        outgoing.post_json(f"{other}/bad", {})


@pytest.mark.parametrize("url", ["", "hooks.example/x", "file:///etc/passwd", "ftp://hooks.example/", "https://[x"])
def test_only_web_addresses_are_called(url: str) -> None:
    with pytest.raises(CallFailed, match="isn't one of the form"):
        outgoing.post_json(url, {})


def test_nobody_there_is_said() -> None:
    with pytest.raises(CallFailed, match="doesn't answer"):
        outgoing.get_json("http://127.0.0.1:1/")
