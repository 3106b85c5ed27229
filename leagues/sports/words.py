"""The words of a sport in the reader's language: its name, what its assets are called, what is counted. Pure.

Sports are data, and operators may write their words themselves. Those that come with the program (`data/sports.json`)
are translated here; all others are shown as they were written.
"""

from django.utils.translation import gettext, gettext_noop, ngettext

from auctionsite.numbers.writing import grouped

_OWN = frozenset(
    {
        gettext_noop("club"),
        gettext_noop("player"),
        gettext_noop("team"),
        gettext_noop("Football"),
        gettext_noop("Football players"),
        gettext_noop("Cricket (T20)"),
        gettext_noop("football"),
        gettext_noop("football players"),
        gettext_noop("cricket (t20)"),
        gettext_noop("Matches played"),
        gettext_noop("Matches won"),
        gettext_noop("Matches drawn"),
        gettext_noop("Matches lost"),
        gettext_noop("Goals scored"),
        gettext_noop("Goals conceded"),
        gettext_noop("Shoot-outs won"),
        gettext_noop("Minutes played"),
        gettext_noop("min"),
        gettext_noop("Goals"),
        gettext_noop("Assists"),
        gettext_noop("Clean sheets"),
        gettext_noop("Own goals"),
        gettext_noop("Penalties saved"),
        gettext_noop("Penalties missed"),
        gettext_noop("Yellow cards"),
        gettext_noop("Red cards"),
        gettext_noop("Saves"),
        gettext_noop("Bonus points"),
        gettext_noop("Clearances, blocks and interceptions"),
        gettext_noop("Ball recoveries"),
        gettext_noop("Tackles"),
        gettext_noop("Runs"),
        gettext_noop("Balls faced"),
        gettext_noop("balls"),
        gettext_noop("Fours"),
        gettext_noop("Sixes"),
        gettext_noop("Dismissed"),
        gettext_noop("Balls bowled"),
        gettext_noop("Maiden overs"),
        gettext_noop("Runs conceded"),
        gettext_noop("Wickets"),
        gettext_noop("Catches"),
        gettext_noop("Stumpings"),
        gettext_noop("Run-outs"),
    }
)


def said(word: str) -> str:
    """Return a word of a sport in the reader's language."""
    return gettext(word) if word in _OWN else word


def several(word: str) -> str:
    """Return what several of a sport's assets are called, whose word for one is given: `clubs`."""
    match word:
        case "club":
            return gettext("clubs")
        case "player":
            return gettext("players")
        case "team":
            return gettext("teams")
        case _:
            return f"{word}s"


def counted_assets(number: int, word: str) -> str:
    """Return a number of a sport's assets, whose word for one is given: `1 club`, `3 clubs`."""
    match word:
        case "club":
            words = ngettext("{number} club", "{number} clubs", number)
        case "player":
            words = ngettext("{number} player", "{number} players", number)
        case "team":
            words = ngettext("{number} team", "{number} teams", number)
        case _:
            return f"{grouped(number)} {said(word) if number == 1 else several(word)}"
    return words.format(number=grouped(number))
