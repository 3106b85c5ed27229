"""The tests' own client of sockets does as a page does."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.server import Server, ServerConnection, serve

from auctionsite.local.checks import Address
from tests.sockets import Client, merge

BACKLOG = 300
asked: list[dict[str, Any]] = []


def events(*seqs: int) -> str:
    shown = [{"seq": seq, "kind": "bid_placed", "data": {"detail": {}}} for seq in seqs]
    return json.dumps({"type": "events", "epoch": 1, "events": shown})


def answer(line: ServerConnection) -> None:
    """Miss the second event, send hundreds after it, and only then the answer to whoever asks for it."""
    for frame in map(json.loads, line):
        asked.append(frame)
        if frame["type"] == "hello":
            state: dict[str, Any] = {"auction": {}, "lots": [], "participants": []}
            line.send(json.dumps({"type": "snapshot", "epoch": 1, "seq": 1, "state": state, "you": {}}))
            for seq in range(3, BACKLOG):
                line.send(events(seq))
        elif frame["type"] == "sync":
            line.send(events(*range(frame["from"] + 1, BACKLOG)))


@pytest.fixture
def server() -> Iterator[Server]:
    asked.clear()
    with serve(answer, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
    thread.join(60)


def test_a_gap_is_asked_for_once_however_much_has_come_after_it(server: Server) -> None:
    client = Client(Address("127.0.0.1", server.socket.getsockname()[1]), "/")
    client.hello()
    client.wait_until(lambda: client.seq == BACKLOG - 1, "all events")
    assert client.taken == [*range(2, BACKLOG)]
    assert [frame["type"] for frame in asked] == ["hello", "sync"]
    client.hang_up()


def test_events_are_merged_into_what_a_snapshot_would_say() -> None:
    state: dict[str, Any] = {
        "auction": {"status": "waiting"}, "lots": [], "participants": [{"id": "8"}], "obstacles": ["Too few."],
    }  # fmt: skip
    merge(state, {"participants": [{"id": "10"}], "detail": {}})
    merge(state, {"participants": [{"id": "9"}], "detail": {}})
    assert [seat["id"] for seat in state["participants"]] == ["8", "9", "10"]
    assert state["obstacles"] == ["Too few."]
    merge(state, {"auction": {"status": "active"}, "obstacles": [], "detail": {}})
    assert (state["auction"], state["obstacles"]) == ({"status": "active"}, [])
