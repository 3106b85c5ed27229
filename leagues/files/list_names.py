"""Competitions with their seasons: how they are called, and what a file or its folder says of its own. Pure."""

import re

_SEASON = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d{2})(?:[/_-](?P<next>(?:(?:19|20)\d{2}|\d{2})(?!\d|[-_/]\d)))?(?!\d)"
)
_TITLE = re.compile(r"^=+\s*(?P<title>[^=\n]+?)\s*=*\s*$", re.MULTILINE)
_LONGEST_NAME = 120


def titled(name: str, season: str) -> str:
    """Return a competition or list with its season, once: `Premier League`, `2025/26` is Premier League 2025/26."""
    return name if not season or season in name else f"{name} {season}"


def split_title(title: str) -> tuple[str, str]:
    """`UEFA Champions League 2025/26` is that league in 2025/26; the season is empty if there is none."""
    years = _SEASON.search(title)
    if years is None:
        return _tidy(title), ""
    following = years["next"]
    season = f"{years['first']}/{following[-2:]}" if following else years["first"]
    return _tidy(title[: years.start()] or title[years.end() :]), season


def competition_of_file(text: str, path: str) -> tuple[str, str]:
    """Return the competition and the season of a file: of a Football.TXT's title, else of the name of file or folder.

    Without a season nothing is known for certain, and both are empty; the competition is where only that is known.
    """
    *folders, file = path.replace("\\", "/").split("/")
    title = _TITLE.search(text) if file.lower().endswith(".txt") else None
    for name in (title["title"] if title else "", file.rpartition(".")[0], *folders[-1:]):
        competition, season = split_title(name)
        if season:
            return competition, season
    return "", ""


def _tidy(text: str) -> str:
    return " ".join(re.sub(r"[_-]+", " ", text).split())[:_LONGEST_NAME].strip()
