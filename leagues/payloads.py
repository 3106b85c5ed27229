"""A league's things as clients see them, where the calls of several apps share a shape."""

from typing import Any

from leagues.models import Asset


def asset_payload(asset: Asset) -> dict[str, Any]:
    """An asset as rooms, auctions' calls and trades show it: absent values are null."""
    return {
        "id": str(asset.pk),
        "name": asset.name,
        "position": asset.position or None,
        "club": asset.club or None,
        "country": asset.country or None,
        "external_id": asset.external_id,
    }
