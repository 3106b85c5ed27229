"""Bodies of calls are read by the bounded parser, and refused with 400 or 413."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from rest_framework.exceptions import ParseError

from auctionsite.http.parsers import BODY_BYTES, BodyTooLarge, BoundedJSONParser


def test_no_more_is_read_than_is_allowed() -> None:
    stream = BytesIO(b" " * (BODY_BYTES + 100))
    with pytest.raises(BodyTooLarge, match=str(BODY_BYTES)) as refused:
        BoundedJSONParser().parse(stream)
    assert (refused.value.status_code, refused.value.get_codes()) == (413, "too_large")
    assert stream.tell() == BODY_BYTES + 1


def test_a_call_may_read_less() -> None:
    view = {"view": SimpleNamespace(body_bytes=3)}
    assert BoundedJSONParser().parse(BytesIO(b"123"), None, view) == 123
    with pytest.raises(BodyTooLarge):
        BoundedJSONParser().parse(BytesIO(b"1234"), None, view)


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(ParseError, match="deep at most"):
        BoundedJSONParser().parse(BytesIO(b"[" * 1000))
