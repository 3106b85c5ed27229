"""The separator of a table is found, or is what its first line says."""

import pytest

from leagues.files.separators import declared_separator, find_separator


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("name,club\nAda,Reds", ","),
        ("name;club\nAda;Reds", ";"),
        ("name\tclub\nAda\tReds", "\t"),
        ("name|club\nAda|Reds", "|"),
        ("name;price\nAda;1,5\nDee;2,5", ";"),
        ("name;price, in millions\nAda;1,5\nDee;2,5", ";"),
        ("name,positions\nAda,GK;DF\nDee,FW;MF", ","),
        ('"name, first";club\n"Keeper, Ada";Reds', ";"),
        ('"name; first",club\n"Keeper; Ada",Reds', ","),
        ("name\nAda;Reds", ","),
        ("name, or nickname;club;price\nAda;Reds;4\nDee;Blues;5", ";"),
        ("\n\n;;\nname;club\nAda;Reds", ";"),
        ("name", ","),
        ("", ","),
    ],
)
def test_separator_is_the_one_that_parts_every_line_alike(text: str, separator: str) -> None:
    assert find_separator(text.splitlines()) == separator


@pytest.mark.parametrize(
    ("line", "separator"),
    [("sep=;", ";"), ("SEP=,\r\n", ","), ('"sep=;"', ";"), ("sep=\t", "\t"), ("sep=;;;;", ";"), ("name;sep", None),
     ("sep=", None), ("separator=;", None)],
)  # fmt: skip
def test_separator_may_be_declared(line: str, separator: str | None) -> None:
    assert declared_separator(line) == separator
