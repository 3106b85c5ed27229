"""Changes of assets that people know them by, each kept with who made it and when; retiring, and bringing back."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from django.db import transaction

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from leagues.models import Asset, AssetChange, Sport

What = AssetChange.What
followers: list[Callable[[Sequence[AssetChange]], None]] = []
"""Each hears of changes of what assets are called and play for, after their commit; apps above add theirs."""
_KNOWN_BY = (What.NAME, What.CLUB, What.POSITION)


def lock_lists(sport_keys: Iterable[str]) -> None:
    """Let nobody else change assets of these sports until the transaction ends. Raises nothing if one isn't there."""
    list(Sport.objects.select_for_update(no_key=True).filter(pk__in={*sport_keys}).order_by("pk"))


def known_by(asset: Asset) -> dict[str, str]:
    """Return what people know the asset by: its name, club and position."""
    return {what: getattr(asset, what) for what in _KNOWN_BY}


def record_changes(before: Mapping[int, Mapping[str, str]], assets: Iterable[Asset], by: User | None) -> None:
    """Keep how assets differ from what `known_by` said of them before, by their keys."""
    at = database_now()
    made = AssetChange.objects.bulk_create(
        AssetChange(asset=asset, what=what, old=before[asset.pk][what], new=now, by=by, at=at)
        for asset in assets
        for what, now in known_by(asset).items()
        if before[asset.pk][what] != now
    )
    for tell in followers if made else ():
        transaction.on_commit(partial(tell, made), robust=True)


@transaction.atomic
def save_asset(asset: Asset, by: User | None) -> None:
    """Save an asset that somebody has edited by hand, new or changed, and keep what it was before."""
    lock_lists([asset.sport_id])
    stored = Asset.objects.filter(pk=asset.pk).first()
    asset.save()
    if stored is not None:
        record_changes({asset.pk: known_by(stored)}, [asset], by)


def give_ids(external_ids: Mapping[int, str]) -> None:
    """Give assets other external ids, by their keys; two may swap theirs, so all have none of them in between."""
    assets = list(Asset.objects.filter(pk__in=external_ids))
    for ids in ({asset.pk: f"\u2063{asset.pk}" for asset in assets}, external_ids):
        for asset in assets:
            asset.external_id = ids[asset.pk]
        Asset.objects.bulk_update(assets, ["external_id"], batch_size=1000)


def retire(ids: Collection[int], by: User | None) -> list[Asset]:
    """Let no new auction sell these assets, and return those that weren't retired. Whoever owns one keeps it."""
    return _set_retired(ids, by, retired=True)


def bring_back(ids: Collection[int], by: User | None) -> list[Asset]:
    """Let new auctions sell retired assets again, and return those that were retired."""
    return _set_retired(ids, by, retired=False)


@transaction.atomic
def _set_retired(ids: Collection[int], by: User | None, *, retired: bool) -> list[Asset]:
    lock_lists(Asset.objects.filter(pk__in=ids).values_list("sport_id", flat=True))
    at = database_now()
    assets = list(Asset.objects.filter(pk__in=ids, retired_at__isnull=retired).order_by("pk"))
    Asset.objects.filter(pk__in=[asset.pk for asset in assets]).update(retired_at=at if retired else None)
    what = What.RETIRED if retired else What.RETURNED
    AssetChange.objects.bulk_create(AssetChange(asset=asset, what=what, by=by, at=at) for asset in assets)
    return assets
