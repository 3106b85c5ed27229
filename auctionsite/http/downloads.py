"""Files that are sent part by part as they are read, so that none is whole in memory."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from auctionsite.http.spreadsheets import csv_parts

_KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class DownloadTable:
    """Rows for download, read page by page; `columns` are headings by the names that programs use for them."""

    columns: Mapping[str, str]
    pages: Iterable[Sequence[Sequence[Any]]]

    def as_csv(self) -> Iterator[bytes]:
        """Yield it for spreadsheets; what is absent is an empty cell."""
        return (part.encode() for part in csv_parts([*self.columns.values()], self.pages))

    def as_json_lines(self) -> Iterator[bytes]:
        """Yield it for programs, an object a line; what is absent is null."""
        return (json_lines(dict(zip(self.columns, row, strict=True)) for row in page) for page in self.pages)


def json_lines(objects: Iterable[Mapping[str, Any]]) -> bytes:
    """Return objects as JSON Lines."""
    return b"".join(orjson.dumps(each) + b"\n" for each in objects)


def download(name: str, parts: Iterator[bytes]) -> StreamingHttpResponse:
    """Return the answer that sends a file of this name, whose ending says of what kind it is.

    The first part is read before the answer begins: what can't be read raises here, where it still gets a status.
    """
    first = next(parts, b"")
    answer = StreamingHttpResponse(_sent(first, parts), content_type=_KINDS[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


async def _sent(first: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    read = sync_to_async(lambda: next(rest, None))
    while (part := await read()) is not None:
        yield part
