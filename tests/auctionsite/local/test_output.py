"""The output of the parts, on the terminal and in files."""

import io
import os
from pathlib import Path

import pytest

from auctionsite.local import output
from auctionsite.local.output import Echo, Output


def carry(folder: Path, text: bytes, echo: Echo) -> str:
    """Return what comes to the terminal when part `web` says `text`."""
    terminal = io.StringIO()
    spoken = Output(folder, terminal)
    reader, writer = os.pipe()
    thread = spoken.follow("web", os.fdopen(reader, "rb"), echo)
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(text)
    thread.join(60)
    spoken.close()
    return terminal.getvalue()


def test_lines_come_with_the_name_of_their_part(tmp_path: Path) -> None:
    assert carry(tmp_path, b"one\ntw\xff", "named") == "web   | one\nweb   | tw\N{REPLACEMENT CHARACTER}\n"
    assert (tmp_path / "web.log").read_bytes() == b"one\ntw\xff"


def test_lines_may_come_plain_or_to_the_log_only(tmp_path: Path) -> None:
    assert carry(tmp_path, b"a link\n", "plain") == "a link\n"
    assert carry(tmp_path, b"a secret\n", "none") == ""
    assert (tmp_path / "web.log").read_text() == "a secret\n"  # begun afresh


def test_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_LARGEST_LOG", 50)
    carry(tmp_path, b"".join(b"line %02d\n" % number for number in range(20)), "none")
    assert (tmp_path / "web.log").stat().st_size <= 50
    assert (tmp_path / "web.log").read_text().endswith("line 19\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["web.log", "web.log.1"]
    assert (tmp_path / "web.log.1").stat().st_size <= 50


def test_terminal_that_went_away_is_no_reason_to_stop(tmp_path: Path) -> None:
    terminal = io.StringIO()
    spoken = Output(tmp_path, terminal)
    terminal.close()
    spoken.say("anybody there?")
