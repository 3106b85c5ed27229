"""The shape of an asset that rooms, calls and trades share."""

from leagues.models import Asset, Sport
from leagues.payloads import asset_payload


def test_asset_has_texts_for_ids_and_null_for_what_it_lacks(football: Sport) -> None:
    club = Asset.objects.create(sport=football, external_id="leeds-eng", name="Leeds", country="ENG")
    assert asset_payload(club) == {
        "id": str(club.pk),
        "name": "Leeds",
        "position": None,
        "club": None,
        "country": "ENG",
        "external_id": "leeds-eng",
    }
