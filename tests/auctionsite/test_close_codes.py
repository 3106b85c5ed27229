"""The close codes that documents, pages and the programs' client know are those that sockets are closed with."""

import re

from auctionsite.close_codes import CLOSE_CODES, CloseCode
from auctionsite.settings import BASE_DIR
from clients import room

OF_SERVERS = {1011, 1012}
"""Those that servers close with by themselves, and that clients are told about."""


def text_of(path: str) -> str:
    return (BASE_DIR / path).read_text(encoding="utf-8")


def codes_after(name: str, script: str) -> set[int]:
    """The codes in the constant of a script."""
    match = re.search(rf"^const {name} = (.+?);$", text_of(script), re.DOTALL | re.MULTILINE)
    assert match is not None, name
    return {int(code) for code in re.findall(r"\b\d{4}\b", match[1])}


def test_the_protocol_has_a_line_for_each_code() -> None:
    table = text_of("docs/protocol.md").partition("### Close codes")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
    documented = [int(code) for cell in cells for code in cell.split(", ")]
    assert sorted(documented) == sorted({*CLOSE_CODES} | OF_SERVERS)


def test_no_client_comes_back_after_a_code_that_stays() -> None:
    """A page goes on after MALFORMED, which a new line may mend; a league's page meets no room that is full."""
    final = {*room.FINAL}
    assert final < {*CLOSE_CODES}
    assert codes_after("FINAL", "static/js/room/connection/socket.js") == final - {CloseCode.MALFORMED}
    of_rooms_alone = {CloseCode.ROOM_FULL, CloseCode.UNREADABLE}
    assert codes_after("FINAL", "static/js/league.js") == final - {CloseCode.MALFORMED} - of_rooms_alone


def test_every_client_comes_back_at_once_after_a_restart() -> None:
    assert {CloseCode.RESTARTING, 1012} == room.RESTARTS
    assert codes_after("RESTARTS", "static/js/room/connection/socket.js") == room.RESTARTS
