"""Results as Football.TXT writes them. Pure."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

Goals = tuple[int, int]
"""Goals of the home team and of the away team."""

_SCORE = r"\d{1,2}-\d{1,2}"
_PART = re.compile(
    rf"\s*,?\s*(?:\((?P<brackets>{_SCORE}(?:,\s*{_SCORE})*)\)"
    rf"|\[(?P<note>awarded|abandoned|cancelled|postponed)\]"
    rf"|(?P<score>{_SCORE})(?:\s*(?P<kind>a\.?e\.?t\.?|pen\.?))?)"
)
_KINDS = {"a": "extra", "p": "penalties", "f": "full"}


@dataclass(frozen=True, slots=True)
class FootballTxtResult:
    """The scores of a match, as far as a file has them; `note` is awarded, abandoned, cancelled, postponed or empty."""

    full_time: Goals | None = None
    extra_time: Goals | None = None
    penalties: Goals | None = None
    note: str = ""


def split_result(text: str) -> tuple[str, str]:
    """Return the result that a text begins with, and what follows it; `5-1 (3-0)  Scotland` gives `5-1 (3-0)`."""
    at = 0
    while part := _PART.match(text, at):
        at = part.end()
    return text[:at].strip(), text[at:].strip()


def parse_result(text: str) -> FootballTxtResult:
    """The result of `2-1 (1-0)`, `3-2 a.e.t. (2-2, 1-0)`, `1-1 a.e.t. (1-1, 0-1), 4-3 pen.` or of nothing.

    The first score in brackets is that of full time where the one before them is another: after extra time or
    penalties. Raises ValueError with what to do.
    """
    scores: dict[str, Goals] = {}
    brackets: list[Goals] = []
    note, at = "", 0
    while at < len(text.rstrip()):
        part = _PART.match(text, at)
        kind = _KINDS[(part["kind"] or "f")[0]] if part and part["score"] else ""
        if part is None or kind in scores:
            raise _unreadable(text)
        if kind:
            scores[kind] = _score(part["score"])
        brackets += [_score(each) for each in (part["brackets"] or "").split(",") if each]
        note, at = part["note"] or note, part.end()
    if brackets and not scores:
        raise _unreadable(text)
    full_time = scores.get("full") or (brackets[0] if brackets else None)
    return FootballTxtResult(full_time, scores.get("extra"), scores.get("penalties"), note)


def _score(text: str) -> Goals:
    home, away = text.split("-")
    return int(home), int(away)


def _unreadable(text: str) -> ValueError:
    words = _("The result {result!r} can't be read; write it like `2-1 (1-0)` or `3-2 a.e.t. (2-2, 1-0)`.")
    return ValueError(words.format(result=text))
