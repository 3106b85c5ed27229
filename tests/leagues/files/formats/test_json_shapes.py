"""JSON of another's shape: what is expected, or a sentence."""

from collections.abc import Callable

import pytest

from leagues.files.formats.json_shapes import WrongShape, as_count, as_list, as_object, as_text


def test_what_is_expected_is_returned() -> None:
    assert as_object({"a": 1}, "x") == {"a": 1}
    assert as_list([1], "x") == [1]
    assert as_text(" a ", "x") == "a"
    assert as_text(7, "x") == "7"
    assert as_count(7, "x") == 7


def test_what_is_not_there_is_empty() -> None:
    assert (as_list(None, "x"), as_text(None, "x"), as_count(None, "x")) == ([], "", 0)


@pytest.mark.parametrize(
    ("read", "value", "words"),
    [
        (as_object, None, "x is no object"),
        (as_object, [], "x is no object"),
        (as_list, {}, "x is no list"),
        (as_text, {}, "x is no text"),
        (as_text, True, "x is no text"),
        (as_text, "a\0b", "x is no text"),
        (as_text, "\ud800", "x is no text"),
        (as_count, "7", "x is no whole number"),
        (as_count, False, "x is no whole number"),
    ],
)
def test_anything_else_is_refused(read: Callable[[object, str], object], value: object, words: str) -> None:
    with pytest.raises(WrongShape, match=f"^{words}$"):
        read(value, "x")
