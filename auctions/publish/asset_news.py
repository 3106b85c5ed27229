"""Tells open rooms and pages when assets are called otherwise, since names are in no journal."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from auctions.models import Lot
from auctions.publish import broadcast
from auctions.rules.state import NOT_OVER
from auctionsite.text.isolates import isolated
from leagues.models import AssetChange

_NAMED = 3
"""So many are said in one sentence; of more it is said how many."""


def tell_of_changes(changes: Sequence[AssetChange]) -> None:
    """Tell the rooms of running auctions who is called otherwise, and the pages of leagues that own or sell them."""
    renamed = {each.asset_id: each for each in changes if each.what == AssetChange.What.NAME and each.old}
    lots = Lot.objects.filter(asset__in={each.asset_id for each in changes})
    in_rooms: dict[UUID, list[AssetChange]] = defaultdict(list)
    for auction, asset in lots.filter(auction__status__in=NOT_OVER).values_list("auction", "asset"):
        if asset in renamed:
            in_rooms[auction].append(renamed[asset])
    for auction, news in in_rooms.items():
        broadcast.notice(auction, sentence_of(news))
    broadcast.assets_changed([*lots.order_by().values_list("auction__league", flat=True).distinct()])


def sentence_of(renamed: Sequence[AssetChange]) -> str:
    """Return one sentence about assets that are called otherwise."""
    said = [f"{isolated(each.old)} is now called {isolated(each.new)}" for each in renamed[:_NAMED]]
    more = len(renamed) - _NAMED
    rest = [f"{more} more have another name"] if more > 0 else []
    *first, last = [*said, *rest]
    return f"{', '.join(first)} and {last}." if first else f"{last}."
