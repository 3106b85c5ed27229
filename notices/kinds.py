"""The kinds of notices: what each is called, and whether it is mailed where nobody has chosen.

Pure: it knows words, and nothing of people or the database.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop


class NoticeKind(StrEnum):
    """A subject of notices."""

    DATE_SET = "date_set"
    DATE_REMINDER = "date_reminder"
    OUTBID = "outbid"
    YOUR_TURN = "your_turn"
    LOT_ON_LIST = "lot_on_list"
    ENDING_SOON = "ending_soon"
    SOLD = "sold"
    PAUSED = "paused"
    PACE_CHANGED = "pace_changed"
    AUCTION_OVER = "auction_over"
    TRADE_OFFERED = "trade_offered"
    SCORES_IN = "scores_in"
    LEAGUE_MESSAGE = "league_message"


class NoticeChannel(StrEnum):
    """A way in which a notice reaches somebody."""

    PAGE = "page"
    EMAIL = "email"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind in words, and the channels that it goes by unless somebody chooses otherwise."""

    label: str
    by_default: frozenset[NoticeChannel]


_NOT_MAILED = frozenset({NoticeChannel.PAGE, NoticeChannel.PUSH})
_ALL = frozenset(NoticeChannel)
KINDS = {
    NoticeKind.DATE_SET: KindSpec(gettext_noop("A date for your auction is set, moved or cancelled"), _ALL),
    NoticeKind.DATE_REMINDER: KindSpec(
        gettext_noop("Your auction is a day or an hour away, or its waiting room is open"), _ALL
    ),
    NoticeKind.OUTBID: KindSpec(gettext_noop("You are outbid while you aren't in the room"), _ALL),
    NoticeKind.YOUR_TURN: KindSpec(gettext_noop("It's your turn to put a lot up, and you aren't in the room"), _ALL),
    NoticeKind.LOT_ON_LIST: KindSpec(gettext_noop("A lot on your list is up, and you aren't in the room"), _ALL),
    NoticeKind.ENDING_SOON: KindSpec(
        gettext_noop("A lot that you bid on or have on your list ends within the hour"), _NOT_MAILED
    ),
    NoticeKind.SOLD: KindSpec(gettext_noop("You buy something while you aren't in the room"), _NOT_MAILED),
    NoticeKind.PAUSED: KindSpec(gettext_noop("The auction is paused while you aren't in the room"), _NOT_MAILED),
    NoticeKind.PACE_CHANGED: KindSpec(
        gettext_noop("The rest is played slowly, or live, and you aren't in the room"), _ALL
    ),
    NoticeKind.AUCTION_OVER: KindSpec(gettext_noop("Your auction is over, with the hash that proves its result"), _ALL),
    NoticeKind.TRADE_OFFERED: KindSpec(gettext_noop("Somebody offers you a trade"), _ALL),
    NoticeKind.SCORES_IN: KindSpec(gettext_noop("Scores are in"), _NOT_MAILED),
    NoticeKind.LEAGUE_MESSAGE: KindSpec(gettext_noop("A commissioner writes to everybody in your league"), _ALL),
}
"""In the order in which people choose."""
KIND_CHOICES = [(str(kind), spec.label) for kind, spec in KINDS.items()]
CHANNELS = {
    NoticeChannel.PAGE: gettext_noop("On your notices page"),
    NoticeChannel.EMAIL: gettext_noop("By email"),
    NoticeChannel.PUSH: gettext_noop("On your devices"),
}

CHANNEL_HEADS = {
    NoticeChannel.PAGE: gettext_noop("Page"),
    NoticeChannel.EMAIL: gettext_noop("Email"),
    NoticeChannel.PUSH: gettext_noop("Devices"),
}
"""The headings of the columns of boxes in which people choose; `CHANNELS` says them in full."""


def is_default(kind: NoticeKind, channel: NoticeChannel) -> bool:
    """True if notices of the kind go by the channel where nobody has chosen."""
    return channel in KINDS[kind].by_default
