"""The version of the code."""

from pathlib import Path

from auctionsite.release import read_version


def test_version_is_the_projects_and_unknown_where_there_is_no_project(tmp_path: Path) -> None:
    assert read_version(tmp_path) == "unknown"
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    assert read_version(tmp_path) == "1.2.3"
