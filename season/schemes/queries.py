"""Reads of the schemes that sports recommend. Nothing here writes."""

from season.models import Scheme, SchemeVersion


def current_scheme(sport_key: str) -> Scheme | None:
    """The scheme that the sport recommends now; None if it has none yet."""
    version = SchemeVersion.objects.select_related("scheme").filter(sport=sport_key).order_by("-number").first()
    return version.scheme if version else None
