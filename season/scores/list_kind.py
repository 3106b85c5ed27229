"""Lists of scores in somebody's own columns. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from leagues.files.formats import known
from leagues.files.own_columns.arranging import ListKind
from leagues.files.own_columns.columns import Field
from leagues.sport_definitions import Statistic


def score_list(statistics: Iterable[Statistic]) -> ListKind:
    """Return the kind of list that has the scores of a sport: a column may be called by its statistic's key or name."""
    return ListKind(
        fields=(
            Field("fixture", gettext_noop("the fixture's id"), needed=True),
            Field("asset", gettext_noop("the player's id")),
            Field("name", gettext_noop("the player's name"), needed=True, unless="asset"),
            Field("position", gettext_noop("the position")),
            *(Field(each.key, each.name, words=(each.name,)) for each in statistics),
        ),
        ids=frozenset({"fixture", "asset"}),
        formats=known.SCORES,
    )
