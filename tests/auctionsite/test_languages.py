"""The site's languages, and one for looking at pages where somebody asks for it."""

from pathlib import Path

from auctionsite.languages import LANGUAGES, language_settings


def _base(folder: Path) -> Path:
    for each in ("locale/auctions", "static", "made/locale/auctions", "made/static"):
        (folder / each).mkdir(parents=True)
    return folder


def test_the_pseudo_language_is_there_only_where_its_folder_is_named(tmp_path: Path) -> None:
    base = _base(tmp_path)
    ours = (LANGUAGES, [base / "locale/auctions"], [base / "static"])
    assert language_settings(base, "") == ours
    languages, catalogs, files = language_settings(base, "made")
    assert languages == [*LANGUAGES, ("ar-xb", "Pseudo")]
    assert catalogs == [base / "locale/auctions", base / "made/locale/auctions"]
    assert files == [base / "static", base / "made/static"]
