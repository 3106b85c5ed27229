"""The kinds of notices: what each is called, and whether it is mailed where nobody has chosen.

Pure: it knows words, and nothing of people or the database.
"""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about."""

    DATE_SET = "date_set"
    DATE_REMINDER = "date_reminder"
    TRADE_OFFERED = "trade_offered"


class NoticeChannel(StrEnum):
    """A way in which a notice reaches somebody."""

    PAGE = "page"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind in words, and the channels that it goes by unless somebody chooses otherwise."""

    label: str
    by_default: frozenset[NoticeChannel]


_BOTH = frozenset(NoticeChannel)
KINDS = {
    NoticeKind.DATE_SET: KindSpec("A date for your auction is set, moved or cancelled", _BOTH),
    NoticeKind.DATE_REMINDER: KindSpec("Your auction is a day or an hour away, or its waiting room is open", _BOTH),
    NoticeKind.TRADE_OFFERED: KindSpec("Somebody offers you a trade", _BOTH),
}
"""In the order in which people choose."""
CHANNELS = {NoticeChannel.PAGE: "On your notices page", NoticeChannel.EMAIL: "By email"}


def is_default(kind: NoticeKind, channel: NoticeChannel) -> bool:
    """True if notices of the kind go by the channel where nobody has chosen."""
    return channel in KINDS[kind].by_default
