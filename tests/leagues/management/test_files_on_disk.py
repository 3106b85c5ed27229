"""Files that commands name by their paths."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from leagues.files.limits import MOST_BYTES
from leagues.management.files_on_disk import read_path


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.csv can't be read: No such file or directory\."):
        read_path(tmp_path / "absent.csv")
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(CommandError, match="larger than 10 MB"):
        read_path(large)


def test_others_are_read_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\r\n\xff")
    assert read_path(path) == b"a\r\n\xff"
