"""Other settings for the auction that waits: what its league and list say now, and what that would change in it.

An auction has a copy of its league's settings and list. While it waits, a commissioner may let it take them over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from uuid import UUID

from auctions import engine
from auctions.engine import Outcome
from auctions.models import Auction, AuctionEvent
from auctions.new_settings.wording import sentences_about
from auctions.publish.names import names_in
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, AdoptSettings, ListedLot
from auctions.rules.creation import order_assets
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState, LotStatus
from auctions.services import NothingToSell, check_pace, offered_settings
from auctionsite.postgresql.sequences import reserve_ids
from leagues.lists.listing import keep_list
from leagues.lists.queries import as_listed, assets_of
from leagues.models import Asset, League
from leagues.settings.auction import AuctionSettings
from rollouts.evaluation.types import Subject


@dataclass(frozen=True, slots=True)
class NewTerms:
    """The changes that a league's settings and list would make to an auction: `sentences`, none if it is so already.

    `refusal`: why it can't be played so, and nothing changes.
    """

    outcome: Outcome
    sentences: list[str]


def terms_now(auction: Auction, actor: Actor, subject: Subject) -> NewTerms:
    """Return what would change if the auction took over its league's settings and list, without changing anything.

    Raises StartRefused if no auction could be made by them, AuctionBusy, and codec.Unreadable.
    """
    assets = _for_sale(auction)
    command = _command(auction, actor, subject, assets, count(-1, -1))  # no lot is made, so no id is taken
    before, decision = engine.preview(auction.pk, command)
    if decision.rejection is not None:
        return NewTerms(Outcome(decision.rejection.code, before.seq, dict(decision.rejection.facts)), [])
    names = names_in(before)
    called = {asset: names.asset_name(asset) for asset in names.assets} | {each.pk: each.name for each in assets}
    return NewTerms(Outcome(Code.OK, before.seq, {}), [*sentences_about(before, decision.state, names, called)])


def adopt(auction: Auction, actor: Actor, subject: Subject, reason: str = "") -> Outcome:
    """Let an auction that waits take over its league's settings and list, and return the outcome.

    What is so already changes nothing, so that twice is harmless. Raises StartRefused, AuctionBusy and
    codec.Unreadable.
    """
    now = terms_now(auction, actor, subject)
    if not now.outcome.ok or not now.sentences:
        return now.outcome
    assets = _for_sale(auction)
    command = replace(
        _command(auction, actor, subject, assets, reserve_ids("auctions_lot", len(assets))), reason=reason
    )
    asset_list = keep_list(auction.league)
    [outcome] = engine.execute(
        auction.pk, command, also=partial(_sell_from, auction.pk, asset_list.pk if asset_list else None)
    )
    return outcome


def _sell_from(auction_id: UUID, asset_list: int | None) -> None:
    """Say from which list an auction sells, which tells what its assets are called there."""
    Auction.objects.filter(pk=auction_id).update(asset_list=asset_list)


def _command(
    auction: Auction, actor: Actor, subject: Subject, assets: Iterable[Asset], ids: Iterable[int]
) -> AdoptSettings:
    state = engine.read(auction.pk)
    settings = _settings_now(auction.league, state, subject)
    ordered = _in_order(auction, state, settings, list(assets))
    if not ordered:
        raise NothingToSell
    lots, new = {lot.asset: lot.id for lot in state.lots.values()}, iter(ids)

    def told(asset: Asset) -> ListedLot:
        return ListedLot(
            lot=lots[asset.pk] if asset.pk in lots else next(new),
            asset=asset.pk,
            opening_price=settings.opening_price(asset.opening_price),
            groups=settings.groups_of(asset),
        )

    for_sale = {asset.pk for asset in ordered}
    others = Asset.objects.filter(pk__in=lots.keys() - for_sale).order_by("pk")
    aside = as_listed(auction.asset_list_id, list(others))
    return AdoptSettings(actor=actor, settings=settings, lots=tuple(map(told, ordered)), aside=tuple(map(told, aside)))


def _settings_now(league: League, state: AuctionState, subject: Subject) -> AuctionSettings:
    """Return the league's settings, with the auction's seed where they give none. Raises StartRefused."""
    settings = offered_settings(league)
    if settings.format != state.auction.format:
        check_pace(settings, subject.on_behalf_of(str(league.pk), sport=league.sport_id))
    return settings if settings.seed is not None else replace(settings, seed=state.auction.settings.seed)


def _for_sale(auction: Auction) -> list[Asset]:
    """Return what the league sells, in the order of its list, without what was withdrawn from this auction by word."""
    withdrawn = auction.lots.filter(status=LotStatus.WITHDRAWN)
    by_word = AuctionEvent.objects.filter(auction=auction, kind=EventKind.LOT_WITHDRAWN)
    left_out = {*withdrawn.filter(closed_seq__in=by_word.values("seq")).values_list("asset", flat=True)}
    return [asset for asset in assets_of(auction.league) if asset.pk not in left_out]


def _in_order(auction: Auction, state: AuctionState, settings: AuctionSettings, assets: list[Asset]) -> list[Asset]:
    """Return assets in the order of the settings; as they stand, new ones last, where somebody moved lots by word."""
    ordered = order_assets(assets, settings.order, settings.seed or 0, settings.set_order)
    moved = AuctionEvent.objects.filter(
        auction=auction, kind=EventKind.QUEUE_CHANGED, payload__detail__has_key="position"
    )
    if _said_of_order(settings) != _said_of_order(state.auction.settings) or not moved.exists():
        return ordered
    stands: Mapping[int, int] = {lot.asset: place for place, lot in enumerate(state.queued())}
    return sorted(ordered, key=lambda asset: stands.get(asset.pk, len(stands)))


def _said_of_order(settings: AuctionSettings) -> tuple[object, ...]:
    return settings.order, settings.set_order, settings.seed
