"""A league with a small list of its own, and ways to bring another."""

from typing import Any

from accounts.models import User
from leagues.imports.planning import UNDECIDED, Decisions
from leagues.models import Asset, AssetPool, League, ListUpload
from leagues.own_lists.importing import ListReport, list_workflow
from leagues.own_lists.queries import exported_list, own_list
from leagues.own_lists.states import states_of

HEADER = "external_id,name,country,position,club,rank\n"
PLAYERS = HEADER + "1,Saka,ENG,MID,Arsenal,1\n2,Kane,ENG,FWD,Bayern,2\n3,Yamal,ESP,,,\n"


def bring(
    by: User | None,
    league: League,
    text: str,
    decisions: Decisions = UNDECIDED,
    file_name: str = "players.csv",
    **options: Any,
) -> ListReport:
    """A list comes in, at once."""
    return list_workflow(decisions).run(by, league, text.encode(), file_name, **options)


def brought(by: User | None, league: League, text: str, decisions: Decisions = UNDECIDED, **options: Any) -> ListUpload:
    """The upload of a list that came in."""
    upload = bring(by, league, text, decisions, **options).upload
    assert upload is not None
    return upload


def export(league: League) -> str:
    """Return what is sold of the league's own list, as a CSV."""
    return exported_list(own_list(league))


def everything(league: League) -> object:
    """All that is kept of the league's lists, and what it sells from."""
    pool = AssetPool.objects.filter(league=league).values_list("asset_list", flat=True).first()
    return states_of(league), export(league), pool, [*league.own_lists.values_list("pk", "name", "key")]


def called(league: League, name: str) -> Asset:
    """The league's own asset of this name."""
    return Asset.objects.get(league=league, name=name)
