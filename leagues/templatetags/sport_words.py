"""The filter `assets_of` for templates."""

from django import template

from leagues.models import Sport

register = template.Library()


@register.filter
def assets_of(number: int, sport: Sport) -> str:
    """Return a number of a sport's assets: `3 clubs`."""
    return sport.counted(number)
