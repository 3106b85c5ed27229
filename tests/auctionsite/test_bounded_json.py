"""JSON of strangers is bounded in size and depth, and what can't be read is refused with a sentence."""

import json
from typing import Any

import pytest

from auctionsite.bounded_json import DEPTH_AT_MOST, JsonBroken, JsonRefused, JsonTooLarge, load


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth


@pytest.mark.parametrize("value", [None, 1, -1.5, "[[[", '"[\\', {"a": [{"b": "]}"}]}, [], "\u2028"])
def test_what_is_json_is_read_as_it_is(value: Any) -> None:
    for data in (json.dumps(value), json.dumps(value).encode(), b"\xef\xbb\xbf" + json.dumps(value).encode()):
        assert load(data, 1000) == value


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), (' [ {"[": ', "} ]")])
def test_depth_is_bounded(opening: str, closing: str) -> None:
    step = opening.replace('"["', "").count("[") + opening.count("{")
    inside = f"{opening * (DEPTH_AT_MOST // step)}1{closing * (DEPTH_AT_MOST // step)}"
    load(inside, 10_000)
    with pytest.raises(JsonRefused, match="32 deep at most"):
        load(f"[{inside}]", 10_000)
    with pytest.raises(JsonRefused, match="32 deep at most"):
        load(opening * 100_000, 10_000_000)


def test_brackets_in_texts_do_not_count() -> None:
    for text in ("[" * 100, '\\"[' * 100, "\\" * 101 + "[" * 100):
        assert load(json.dumps([text]), 10_000) == [text]


def test_size_is_bounded_in_bytes() -> None:
    assert load('"é"', 4) == "é"
    for data in ('"é"', '"é"'.encode()):
        with pytest.raises(JsonTooLarge, match="3 bytes"):
            load(data, 3)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[1,]",
        '"',
        "nul",
        "{'a': 1}",
        b"\xff",
        b"\xff\xfe[\x00]\x00",
        "NaN",
        "[-Infinity]",
        "1e999",
        "9" * 5000,
    ],
)
def test_what_is_no_json_is_refused_with_a_sentence(data: Any) -> None:
    with pytest.raises(JsonRefused, match=r"^[A-Z].*\.$"):
        load(data, 10_000)


def test_the_line_is_named_where_it_breaks() -> None:
    with pytest.raises(JsonBroken) as broken:
        load("[1,\n2,\noops]", 100)
    assert broken.value.line == 3


def test_numbers_can_be_taken_as_they_were_written() -> None:
    assert load("[1.50, NaN, 1e999]", 100, parse_float=str, parse_constant=str) == ["1.50", "NaN", "1e999"]


@pytest.mark.parametrize("unit", ['"', '\\"', '"\\', "\\", '"[', "{", '":'])
def test_a_text_without_an_end_is_looked_through_once(unit: str) -> None:
    """It would take hours if each of its quotes began a search up to the end."""
    with pytest.raises(JsonRefused):
        load('{"' + unit * 1_000_000, 10_000_000)
