"""The languages of the site, and where their words are."""

from pathlib import Path

LANGUAGES = [("en", "English"), ("de", "Deutsch")]
PSEUDO = "ar-xb"
"""A language that nobody speaks, for looking at pages: see `ops/messages/pseudo.py`."""


def language_settings(base: Path, pseudo: str) -> tuple[list[tuple[str, str]], list[Path], list[Path]]:
    """Return the settings LANGUAGES, LOCALE_PATHS and STATICFILES_DIRS.

    `pseudo` is a folder with the pseudo-language; empty: there is none.
    """
    catalogs, files = sorted((base / "locale").iterdir()), [base / "static"]
    if not pseudo:
        return LANGUAGES, catalogs, files
    folder = base / pseudo
    return (
        [*LANGUAGES, (PSEUDO, "Pseudo")],
        [*catalogs, *sorted((folder / "locale").iterdir())],
        [*files, folder / "static"],
    )
