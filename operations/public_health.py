"""The state of the site in words for everybody: what of it matters to people, and what they can do. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

OK = "ok"


class SiteLevel(StrEnum):
    """The levels of trouble, the worst last."""

    WORKS = "works"
    PARTLY = "partly"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class PublicHealth:
    """The site in one sentence, and what doesn't work in one each."""

    level: SiteLevel
    headline: str
    troubles: Sequence[str] = ()


_TROUBLES: Mapping[str, tuple[SiteLevel, str]] = {
    "database": (
        SiteLevel.AWAY,
        gettext_noop(
            "We can't reach our database, so nothing can be opened. Nothing is lost: rooms carry on when it's back."
        ),
    ),
    "clock": (
        SiteLevel.PARTLY,
        gettext_noop("Lots in running auctions may not close on time. No bid is lost meanwhile."),
    ),
    "redis": (SiteLevel.PARTLY, gettext_noop("Signing in is off for a moment. If you're signed in, carry on.")),
    "mail": (SiteLevel.PARTLY, gettext_noop("Emails arrive late. A sign-in code may take a few minutes.")),
}
"""Of each part of the site that people notice. The others are for operators."""
_HEADLINES = {
    SiteLevel.WORKS: gettext_noop("Everything works"),
    SiteLevel.PARTLY: gettext_noop("Something isn't working right now"),
    SiteLevel.AWAY: gettext_noop("We're down right now"),
}
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TurnedOff:
    """A thing that operators have turned off for everybody."""

    new_auctions: bool = False
    running_auctions: bool = False
    bidding: bool = False
    changes: bool = False


def describe_site(words: Mapping[str, str], off: TurnedOff) -> PublicHealth:
    """Return how the site is, by what its checks say of each part: `ok`, or what is wrong."""
    wrong = [_TROUBLES[part] for part, word in words.items() if part in _TROUBLES and not _is_well(word)]
    troubles = [(level, _(sentence)) for level, sentence in wrong]
    troubles += [(SiteLevel.PARTLY, sentence) for sentence in _sentences_of(off)]
    level = max((level for level, _ in troubles), key=[*SiteLevel].index, default=SiteLevel.WORKS)
    return PublicHealth(level, _(_HEADLINES[level]), [sentence for _, sentence in troubles])


def _is_well(word: str) -> bool:
    """Return False for what is wrong; what can't be known while the database is away isn't said to be."""
    return word == OK or word.startswith(_UNKNOWN)


def _sentences_of(off: TurnedOff) -> Iterator[str]:
    if off.changes:
        yield _("You can look at everything, and nothing can be changed for now.")
    if off.running_auctions:
        yield _("Running auctions are paused for everyone. They resume where they stopped.")
    if off.bidding:
        yield _("Bidding is paused for everyone. No clock runs meanwhile.")
    if off.new_auctions:
        yield _("New auctions can't be started for now.")
