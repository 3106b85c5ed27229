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
        ["Is this right: Müller? The file isn't UTF-8, so we read it as Windows-1252"] if encoding == "cp1252" else []
    )


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ("Müller".encode() + b"\n\xff", 8),  # UTF-8 with a mistake in it is no Windows-1252
        (b"a\xe4\0", 1),
        (b"a\x81", 1),
        (b"\xff\xfea", 2),
    ],
)
def test_what_is_no_text_in_any_encoding_is_refused(content: bytes, at: int) -> None:
    with pytest.raises(NoText) as error:
        decode_text(content)
    assert error.value.at == at
