"""The names of rules in the reader's language. Pure.

A scheme is data, and leagues write their own. The rules of those that come with the program (`season/data`) are
translated here; all others are shown as they were written.
"""

from django.utils.translation import gettext, gettext_noop

SHIPPED = frozenset(
    {
        gettext_noop("Win"),
        gettext_noop("Draw"),
        gettext_noop("Won on penalties"),
        gettext_noop("Goals"),
        gettext_noop("Clean sheet"),
        gettext_noop("Played up to 60 minutes"),
        gettext_noop("Played 60 minutes or more"),
        gettext_noop("Assists"),
        gettext_noop("Goals conceded"),
        gettext_noop("Saves"),
        gettext_noop("Penalties saved"),
        gettext_noop("Penalties missed"),
        gettext_noop("Defensive contributions (defenders)"),
        gettext_noop("Defensive contributions (midfielders, forwards)"),
        gettext_noop("Bonus"),
        gettext_noop("Yellow cards"),
        gettext_noop("Red cards"),
        gettext_noop("Own goals"),
        gettext_noop("Runs"),
        gettext_noop("Fours"),
        gettext_noop("Sixes"),
        gettext_noop("Half-century"),
        gettext_noop("Century"),
        gettext_noop("Duck"),
        gettext_noop("Strike rate above 170"),
        gettext_noop("Strike rate above 150, up to 170"),
        gettext_noop("Strike rate 130 to 150"),
        gettext_noop("Strike rate 60 to 70"),
        gettext_noop("Strike rate from 50, below 60"),
        gettext_noop("Strike rate below 50"),
        gettext_noop("Wickets"),
        gettext_noop("Three wickets"),
        gettext_noop("Four wickets"),
        gettext_noop("Five wickets or more"),
        gettext_noop("Maidens"),
        gettext_noop("Economy below 5"),
        gettext_noop("Economy from 5, below 6"),
        gettext_noop("Economy 6 to 7"),
        gettext_noop("Economy 10 to 11"),
        gettext_noop("Economy above 11, up to 12"),
        gettext_noop("Economy above 12"),
        gettext_noop("Catches"),
        gettext_noop("Stumpings"),
        gettext_noop("Run-outs"),
    }
)


def rule_name(name: str) -> str:
    """Return the name of a rule in the reader's language."""
    return gettext(name) if name in SHIPPED else name
