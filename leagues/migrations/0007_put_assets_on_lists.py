"""Everything that leagues sell today becomes a list, so that they sell the same afterwards."""

from typing import Any

from django.db import migrations


def make_lists(apps: Any, schema_editor: Any) -> None:
    """One list for each sport's shared assets and one for each league's own; every league sells what it did."""
    sports = apps.get_model("leagues", "Sport").objects
    for sport in sports.filter(assets__isnull=False, assets__league=None).distinct():
        shared = _make_list(apps, sport.assets.filter(league=None), sport=sport, key=sport.key, name=sport.name)
        _sell(apps, sport.leagues.filter(own_assets=None), shared)
    for league in apps.get_model("leagues", "League").objects.exclude(own_assets=None).distinct():
        own = _make_list(
            apps, league.own_assets, sport_id=league.sport_id, league=league, key="own", name="Our own list"
        )
        _sell(apps, [league], own)


def _make_list(apps: Any, assets: Any, **fields: Any) -> Any:
    """Make a list of the assets, in the order in which they were made, which is that of lots."""
    made = apps.get_model("leagues", "AssetList").objects.create(**fields)
    entry = apps.get_model("leagues", "ListEntry")
    entry.objects.bulk_create(
        (
            entry(asset_list=made, asset=asset, position=asset.position, club=asset.club, rank=asset.rank)
            for asset in assets.order_by("pk")
        ),
        batch_size=1000,
    )
    return made


def _sell(apps: Any, leagues: Any, made: Any) -> None:
    pool = apps.get_model("leagues", "AssetPool")
    pool.objects.bulk_create((pool(league=league, asset_list=made) for league in leagues), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("leagues", "0006_add_asset_lists")]

    operations = [migrations.RunPython(make_lists, migrations.RunPython.noop)]
