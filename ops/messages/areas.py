"""The parts of the product that have a catalog each, and the files that each part's words stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auctionsite import languages
from auctionsite.local.place import PROJECT

LANGUAGES = tuple(code for code, _ in languages.LANGUAGES if code != "en")
"""Every language but English, in which the words stand in the code."""
_LISTS = ("files", "own_lists", "pools", "lists", "imports", "uploads", "assets", "targets")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the product. Its files match `globs` and none of `but`; paths begin at the project's folder."""

    name: str
    globs: tuple[str, ...]
    but: tuple[str, ...] = ()

    def files(self) -> Iterator[Path]:
        """Yield its files in the order of their paths."""
        chosen = {path for glob in self.globs for path in PROJECT.glob(glob)}
        left_out = {path for glob in self.but for path in PROJECT.glob(glob)}
        yield from sorted(path for path in chosen - left_out if path.is_file() and "migrations" not in path.parts)

    def catalog(self, language: str) -> Path:
        """Return where its words in a language are."""
        return PROJECT / "locale" / self.name / language / "LC_MESSAGES" / "django.po"


SCRIPTS = Area(
    "scripts",
    ("static/js/**/*.js",),
    ("static/js/vendor/**/*.js", "static/js/languages/*.js", "static/js/gettext.js"),
)
"""The words of pages' scripts go to browsers as a script of their own: see `static/js/gettext.js`."""
_LIST_FILES = (
    *(f"leagues/{each}/**/*.py" for each in _LISTS),
    *(f"templates/leagues/{each}*.html" for each in ("own_list", "pool", "targets")),
)
AREAS = (
    Area("accounts", ("accounts/**/*.py", "templates/accounts/**/*.html")),
    Area("auctions", ("auctions/**/*.py", "templates/auctions/**/*.html"), ("auctions/management/**/*.py",)),
    Area("leagues", ("leagues/**/*.py", "templates/leagues/**/*.html"), (*_LIST_FILES, "leagues/management/**/*.py")),
    Area("lists", _LIST_FILES),
    Area("notices", ("notices/**/*.py", "templates/notices/**/*.html", "templates/email/**/*")),
    Area("season", ("season/**/*.py", "templates/season/**/*.html"), ("season/management/**/*.py",)),
    Area(
        "site",
        (
            *("auctionsite/**/*.py", "operations/*.py", "rollouts/changes/rings.py"),
            *("templates/*.html", "templates/forms/*.html"),
        ),
        ("auctionsite/local/**/*.py", "auctionsite/observability/**/*.py"),
    ),
    SCRIPTS,
)
