"""Files that are sent part by part."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from auctionsite.http.downloads import DownloadTable, download


async def _whole(answer: Any) -> list[bytes]:
    return [part async for part in answer.streaming_content]


def sent(answer: Any) -> list[bytes]:
    return async_to_sync(_whole)(answer)


def test_table_is_sent_page_by_page_as_it_is_read() -> None:
    read = []

    def pages() -> Iterator[list[tuple[str, int | None]]]:
        found: list[list[tuple[str, int | None]]] = [[("=x", 1)], [("y", None), ("z", 3)]]
        for page in found:
            read.append(page)
            yield page

    answer = download("a.csv", DownloadTable({"name": "Name", "price": "price (€)"}, pages()).as_csv())
    assert read == []
    assert b"".join(sent(answer)).decode() == "\ufeffName,price (€)\r\n'=x,1\r\ny,\r\nz,3\r\n"
    lines = sent(download("a.jsonl", DownloadTable({"name": "Name", "price": "price (€)"}, pages()).as_json_lines()))
    assert lines == [b'{"name":"=x","price":1}\n', b'{"name":"y","price":null}\n{"name":"z","price":3}\n']


@pytest.mark.parametrize(("name", "kind"), [("a.csv", "text/csv; charset=utf-8"), ("a.jsonl", "application/x-ndjson")])
def test_a_files_ending_says_its_kind(name: str, kind: str) -> None:
    answer = download(name, iter([]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (kind, f'attachment; filename="{name}"')
    assert sent(answer) == [b""]


def test_what_cannot_be_read_raises_before_the_answer_begins() -> None:
    with pytest.raises(ZeroDivisionError):
        download("a.csv", (b"x" * (1 // number) for number in (0, 1)))
