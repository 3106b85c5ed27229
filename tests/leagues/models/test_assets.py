"""Lists and what is on them."""

import pytest

from leagues.models import AssetList, ListEntry, Sport


@pytest.mark.parametrize(("season", "title"), [("2025/26", "Premier League 2025/26"), ("", "Premier League")])
def test_a_list_is_called_by_its_name_with_its_season(season: str, title: str) -> None:
    assert AssetList(name="Premier League", season=season).title == title


def test_an_entry_shows_the_asset_as_it_is_on_its_list(football: Sport) -> None:
    entry = ListEntry.objects.filter(asset_list__sport=football).select_related("asset")[0]
    entry.position, entry.club, entry.rank = "GK", "Then", 4
    shown = entry.as_asset()
    assert (shown.pk, shown.name, shown.position, shown.club, shown.rank) == (
        entry.asset_id, entry.asset.name, "GK", "Then", 4,
    )  # fmt: skip
