"""Static files over ASGI: one body, its headers, ranges of it, and what a browser has already."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.handlers.asgi import ASGIHandler

NAME = "js/room/main.js"
FILE = Path(str(finders.find(NAME))).read_bytes()


class Answer:
    """Messages of an answer, as a server gets them from the application."""

    def __init__(self, start: Mapping[str, Any], *body: Mapping[str, Any]) -> None:
        self.status: int = start["status"]
        self.headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        self.parts = [message["body"] for message in body if message["body"]]


def ask(method: str = "GET", **headers: str) -> Answer:
    """Ask the application for the file over ASGI; pytest makes errors of Django's warnings."""
    return asyncio.run(_ask(method, {"host": "localhost", **headers}))


async def _ask(method: str, headers: dict[str, str]) -> Answer:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": f"/static/{NAME}", "query_string": b"", "headers": sent}
    incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    incoming.put_nowait({"type": "http.request", "body": b""})
    messages: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    await asyncio.wait_for(ASGIHandler()(scope, incoming.get, send), 10)
    return Answer(*messages)


def test_file_goes_out_as_one_body() -> None:
    answer = ask()
    assert (answer.status, answer.parts) == (200, [FILE])
    assert answer.headers["content-type"] == 'text/javascript; charset="utf-8"'
    assert answer.headers["content-length"] == str(len(FILE))
    assert "content-disposition" not in answer.headers


def test_head_tells_the_length_without_the_file() -> None:
    answer = ask("HEAD")
    assert (answer.status, answer.parts, answer.headers["content-length"]) == (200, [], str(len(FILE)))


def test_range_is_that_part_of_the_file() -> None:
    answer = ask(range="bytes=10-19")
    assert (answer.status, answer.parts) == (206, [FILE[10:20]])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(FILE)}"


def test_what_a_browser_has_already_is_not_sent_again() -> None:
    answer = ask(**{"if-none-match": ask().headers["etag"]})
    assert (answer.status, answer.parts) == (304, [])
    assert "content-type" not in answer.headers


def test_static_files_can_only_be_read() -> None:
    answer = ask("POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
