"""Files are read in the encoding in which they were written, or are asked about, or are refused."""

import pytest

from leagues.files.encodings import NoText, decode_text
from tests.leagues.files.file_forms import ENCODINGS, encoded

TEXT = "name;verein\r\nMüller;Köln\r\nØdegaard;Bodø/Glimt\r\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_the_same_in_every_encoding_and_a_guess_is_asked_about(encoding: str) -> None:
    found = decode_text(encoded(TEXT, encoding))
    assert found.text == TEXT
    assert [question.split(".")[0] for question in found.questions] == (
        ["Is this right: Ødegaard? The file isn't UTF-8, so we read it as Windows-1252"] if encoding == "cp1252" else []
    )


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ("Müller".encode() + b"\n\xff", 8),  # UTF-8 with a mistake in it is no Windows-1252
        (b"a\xe4\0", 1),
        ("Αλέξης Ανδρούτσος".encode("cp1253"), 0),  # Greek is in none that we know
        (b"\xff\xfea", 2),
    ],
)
def test_what_is_no_text_in_any_encoding_is_refused(content: bytes, at: int) -> None:
    with pytest.raises(NoText) as error:
        decode_text(content)
    assert error.value.at == at


@pytest.mark.parametrize(
    ("text", "encoding", "read_as"),
    [
        ("Dvořák", "cp1250", "Windows-1250"),
        ("Шевченко", "cp1251", "Windows-1251"),
        ("Gündoğan", "cp1254", "Windows-1254"),
        (
            "García",
            "mac_roman",
            "MacRoman. It could also be Garc’a (Windows-1252): then save it as UTF-8 and upload it again",
        ),
    ],
)
def test_an_older_encoding_is_asked_about_with_the_cell_that_tells_it_from_others(
    text: str, encoding: str, read_as: str
) -> None:
    found = decode_text(f"name;club\nMax;Reds\n{text};Blues\n".encode(encoding))
    assert found.text.splitlines()[2] == f"{text};Blues"
    assert found.questions == (f"Is this right: {text}? The file isn't UTF-8, so we read it as {read_as}.",)
