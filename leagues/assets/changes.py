"""Changes of assets that people know them by, each kept with who made it and when; retiring, and bringing back."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from leagues.models import Asset, AssetChange, Sport

What = AssetChange.What
_KNOWN_BY = (What.NAME, What.CLUB, What.POSITION)


def lock_lists(sport_keys: Iterable[str]) -> None:
    """Let nobody else change assets of these sports until the transaction ends. Raises nothing if one isn't there."""
    list(Sport.objects.select_for_update(no_key=True).filter(pk__in={*sport_keys}).order_by("pk"))


def known_by(asset: Asset) -> dict[str, str]:
    """Return what people know the asset by: its name, club and position."""
    return {what: getattr(asset, what) for what in _KNOWN_BY}


def changes_since(before: Mapping[str, str], asset: Asset, by: User | None) -> list[AssetChange]:
    """Return the records, not saved yet, of how the asset differs from what `known_by` said before."""
    return [
        AssetChange(asset=asset, what=what, old=before[what], new=now, by=by)
        for what, now in known_by(asset).items()
        if before[what] != now
    ]


@transaction.atomic
def save_asset(asset: Asset, by: User | None) -> None:
    """Save an asset that somebody has edited by hand, new or changed, and keep what it was before."""
    lock_lists([asset.sport_id])
    stored = Asset.objects.filter(pk=asset.pk).first()
    asset.save()
    if stored is not None:
        AssetChange.objects.bulk_create(changes_since(known_by(stored), asset, by))


def retire(ids: Collection[int], by: User | None) -> list[Asset]:
    """Let no new auction sell these assets, and return those that weren't retired. Whoever owns one keeps it."""
    return _set_retired(ids, by, retired=True)


def bring_back(ids: Collection[int], by: User | None) -> list[Asset]:
    """Let new auctions sell retired assets again, and return those that were retired."""
    return _set_retired(ids, by, retired=False)


@transaction.atomic
def _set_retired(ids: Collection[int], by: User | None, *, retired: bool) -> list[Asset]:
    lock_lists(Asset.objects.filter(pk__in=ids).values_list("sport_id", flat=True))
    found = list(Asset.objects.filter(pk__in=ids, retired_at__isnull=retired).order_by("pk"))
    Asset.objects.filter(pk__in=[asset.pk for asset in found]).update(retired_at=timezone.now() if retired else None)
    what = What.RETIRED if retired else What.RETURNED
    AssetChange.objects.bulk_create(AssetChange(asset=asset, what=what, by=by) for asset in found)
    return found
