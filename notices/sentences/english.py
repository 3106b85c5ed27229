"""The sentences of notices, in English, as they are stored: with places for values, which can be found again. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from notices.kinds import NoticeKind

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """English words, with places for values such as `{what}`."""

    words: str

    def told(self, **values: object) -> str:
        """Return it with its values, as it is stored."""
        return self.words.format(**values)

    def values_in(self, text: str) -> dict[str, str] | None:
        """Return the values with which it makes this text; None if it doesn't."""
        parts = _PLACE.split(self.words)
        pattern = "".join(f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
        found = re.fullmatch(pattern, text, re.DOTALL)
        return found.groupdict() if found else None


OUTBID = Sentence(gettext_noop("You were outbid on {what}, at {price}."))
LOT_ON_LIST = Sentence(gettext_noop("{what} from your list is up for sale."))
SOLD = Sentence(gettext_noop("You bought {what} for {price}."))
YOUR_TURN = Sentence(gettext_noop("It's your turn to put a lot up."))
PAUSED = Sentence(gettext_noop("The auction is paused."))
PAUSED_BECAUSE = Sentence(gettext_noop("The auction is paused: {reason}"))
SLOW_FROM_NOW = Sentence(
    gettext_noop("The rest is played slowly: lots stay open for hours or days. Bid when it suits you.")
)
LIVE_FROM_NOW = Sentence(
    gettext_noop("The rest is played live, lot by lot. The commissioner begins once everybody is in the room.")
)
OVER = Sentence(gettext_noop("The auction is over. The results have the hash that proves them."))
OVER_WITH_HASH = Sentence(
    gettext_noop(
        "The auction is over. Keep this mail: the hash of its last event, {seq}, is {hash}. With it you can check "
        "at any time that nothing in the result was changed."
    )
)
ENDS_SOON = Sentence(gettext_noop("{what} ends within the hour: it stands at {price}."))
ENDS_SOON_WITHOUT_BID = Sentence(gettext_noop("{what} ends within the hour: nobody has bid."))
DATE_SET = Sentence(gettext_noop("The auction is on {when}. Say whether you can come."))
DATE_OFF = Sentence(gettext_noop("The auction on {when} is off. There is no new date yet."))
DATE_COMES = Sentence(gettext_noop("The auction is on {when}."))
ROOM_OPEN = Sentence(gettext_noop("The waiting room is open."))
ROOM_NOT_OPENED = Sentence(gettext_noop("The waiting room didn't open by itself. {problem}"))
TRADE_OFFERED = Sentence(gettext_noop("Another manager offers you a trade."))
SCORES_OF_DAY = Sentence(gettext_noop("Scores are in: {competition}, {day}."))
SCORES_OF_DAYS = Sentence(gettext_noop("Scores are in: {competition}, {number} match days."))
SCORES_WITHOUT_DAY = Sentence(gettext_noop("Scores are in: {competition}, matches without a match day."))
BY_KIND: Mapping[str, tuple[Sentence, ...]] = {
    NoticeKind.DATE_SET: (DATE_SET, DATE_OFF, ROOM_NOT_OPENED),
    NoticeKind.DATE_REMINDER: (DATE_COMES, ROOM_OPEN),
    NoticeKind.OUTBID: (OUTBID,),
    NoticeKind.YOUR_TURN: (YOUR_TURN,),
    NoticeKind.LOT_ON_LIST: (LOT_ON_LIST,),
    NoticeKind.ENDING_SOON: (ENDS_SOON, ENDS_SOON_WITHOUT_BID),
    NoticeKind.SOLD: (SOLD,),
    NoticeKind.PAUSED: (PAUSED, PAUSED_BECAUSE),
    NoticeKind.PACE_CHANGED: (SLOW_FROM_NOW, LIVE_FROM_NOW),
    NoticeKind.AUCTION_OVER: (OVER_WITH_HASH, OVER),
    NoticeKind.TRADE_OFFERED: (TRADE_OFFERED,),
    NoticeKind.SCORES_IN: (SCORES_WITHOUT_DAY, SCORES_OF_DAYS, SCORES_OF_DAY),
}
"""Of each kind, those that say the most first. What a commissioner writes has none."""

WHEN = (
    Sentence(gettext_noop("{there} in {city} ({here} your time)")),
    Sentence(gettext_noop("{there} ({city})")),
)
"""How `leagues/dates/wording.py` says a `{when}`: in the league's zone, and in the reader's if that differs."""
WALL = "%a %d %b %Y, %H:%M"
"""How it writes an instant, for `strptime`."""
