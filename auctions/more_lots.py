"""One more lot for an auction that isn't over: somebody whom the list forgot, or who wasn't chosen from it."""

from dataclasses import dataclass
from functools import partial

import structlog
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction
from auctions.publish.messages import status_in_words
from auctions.publish.names import names_in
from auctions.rules.commands import Actor, AddLot
from auctions.rules.state import NOT_OVER, AuctionState
from auctionsite.postgresql.sequences import reserve_ids
from auctionsite.text.isolates import isolated
from leagues.lists.listing import keep_list
from leagues.lists.naming import NamedAsset, assets_called, names_near
from leagues.lists.queries import as_listed, entries_of, lists_for, pool_of
from leagues.models import Asset, AssetPool, League
from leagues.money import money
from leagues.own_lists.edits import EditRefused, list_asset, new_asset
from leagues.own_lists.recording import ListBusy
from leagues.pools.services import sell_too
from leagues.settings.auction import AuctionMode

log = structlog.get_logger("auctions")
_UNKNOWN = {"position": "", "club": "", "country": "", "rank": None, "opening_price": None}
"""What is known of somebody of whom only the name was said."""


class LotUnclear(Exception):
    """Nothing can be added by this name; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The meaning of a name for an auction: an asset that it doesn't have, or None for a new one, and names like it."""

    name: str
    asset: Asset | None
    near: list[str]


def find_wanted(auction: Auction, name: str) -> Wanted:
    """Return what a name, or an external id, means on the league's lists, the one that it sells from first.

    Raises LotUnclear if the auction has it or is over, or if several are called so.
    """
    state = engine.read(auction.pk)
    if state.auction.status not in NOT_OVER:
        raise LotUnclear(
            _("This auction is {status}. Put it on the league's list for the next one.").format(
                status=status_in_words(state.auction.status)
            )
        )
    sold = {lot.asset: lot.number for lot in state.lots.values()}
    named = _lists(auction.league)
    there = [namesake for namesake in assets_called(name, *named) if namesake.id not in sold]
    if len(there) > 1:
        ids = _(" or ").join(namesake.external_id for namesake in there[:5])
        raise LotUnclear(
            _("{number} are called {name}: write {ids} instead.").format(
                number=len(there), name=isolated(name), ids=ids
            )
        )
    if not there:
        _refuse_known(name, state)
        missing = [named_asset for assets in named for named_asset in assets if named_asset.id not in sold]
        return Wanted(name, None, names_near(name, missing))
    [asset] = as_listed(pool_of(auction.league).asset_list_id, [Asset.objects.get(pk=there[0].id)])
    return Wanted(name, asset, [])


def sentences_about(auction: Auction, wanted: Wanted) -> list[str]:
    """Return what adding it would mean."""
    settings = engine.read(auction.pk).auction.settings
    asset = wanted.asset
    price = money(settings.opening_price(asset.opening_price if asset else None), settings.unit)
    nominated = settings.mode == AuctionMode.NOMINATION
    if asset is not None:
        about = ", ".join(map(isolated, filter(None, (asset.position, asset.club, asset.country))))
        called = f"{isolated(asset.name)} ({about})" if about else isolated(asset.name)
        sentence = _("{asset} can be put up from {price}.") if nominated else _("{asset} comes up last, from {price}.")
        return [sentence.format(asset=called, price=price)]
    near = _(" or ").join(map(isolated, wanted.near))
    if near:
        unknown = _("{name} is on no list of this league yet; did you mean {names}?")
    else:
        unknown = _("{name} is on no list of this league yet.")
    if nominated:
        sentence = _("As a new name it goes on the league's own list and can be put up from {price}.")
    else:
        sentence = _("As a new name it goes on the league's own list and comes up last, from {price}.")
    return [unknown.format(name=isolated(wanted.name), names=near), sentence.format(price=price)]


def add(auction: Auction, actor: Actor, by: User, wanted: Wanted, reason: str) -> Outcome:
    """Let the auction sell it too, and return the outcome. Later auctions of the league sell it as well.

    A new name goes on the league's own list. The auction decides first: refused, nothing is changed anywhere.
    Raises NotAllowed, LotUnclear and AuctionBusy.
    """
    league, settings = auction.league, engine.read(auction.pk).auction.settings
    new = None if wanted.asset else _new_asset(league, by, wanted.name)
    asset = wanted.asset or new
    assert asset is not None  # noqa: S101 # it is one of the two
    [lot] = reserve_ids("auctions_lot")
    command = AddLot(
        actor=actor,
        reason=reason,
        lot=lot,
        asset=asset.pk,
        opening_price=settings.opening_price(asset.opening_price),
        groups=settings.groups_of(asset),
    )
    try:
        [outcome] = engine.execute(auction.pk, command, also=partial(new.save, force_insert=True) if new else None)
    except IntegrityError as error:  # an import brought one of the same id in this moment
        raise LotUnclear(str(ListBusy())) from error
    if outcome.ok:
        _sell_later(league, by, asset, is_new=new is not None)
    return outcome


def _lists(league: League) -> list[list[NamedAsset]]:
    """Return what is on the league's lists and not retired, the one that it sells from first."""
    first = pool_of(league).asset_list
    lists = [
        *filter(None, [first]),
        *(asset_list for asset_list in lists_for(league) if first is None or asset_list.pk != first.pk),
    ]
    return [
        [
            NamedAsset(entry.asset_id, entry.asset.external_id, entry.asset.name)
            for entry in entries_of(asset_list)
            if entry.asset.retired_at is None
        ]
        for asset_list in lists
    ]


def _refuse_known(name: str, state: AuctionState) -> None:
    """Refuse what the auction has. Raises LotUnclear."""
    names = names_in(state)
    has = [NamedAsset(lot.id, "", names.asset_name(lot.asset)) for lot in state.lots.values()]
    for namesake in assets_called(name, has):
        lot = state.lots[namesake.id]
        if lot.kept:
            sentence = _("{name} was brought along of this auction already ({status}).")
        else:
            sentence = _("{name} is lot {number} of this auction already ({status}).")
        status = status_in_words(lot.status)
        raise LotUnclear(sentence.format(name=isolated(namesake.name), number=lot.number, status=status))


def _new_asset(league: League, by: User, name: str) -> Asset:
    """Return a new asset with an id of its own, which is saved with the lot."""
    try:
        asset = new_asset(by, league, {**_UNKNOWN, "name": name})
    except EditRefused as error:
        raise LotUnclear(str(error)) from error
    [asset.pk] = reserve_ids("leagues_asset")
    return asset


def _sell_later(league: League, by: User, asset: Asset, *, is_new: bool) -> None:
    """Let the league's next auctions sell it too; what the league sells from stays what it was."""
    if is_new:
        sold_from = keep_list(league)
        try:
            list_asset(by, league, asset)
        except ListBusy:  # it is sold here all the same; the list has a page on which it can be added
            log.warning("lot.not_listed", leagueId=str(league.pk), assetId=asset.pk)
            return
        if sold_from is not None:
            AssetPool.objects.filter(league=league).update(asset_list=sold_from)
    sell_too(league, asset.pk)
