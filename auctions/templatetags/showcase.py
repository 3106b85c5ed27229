"""The tag `showcase`: the room that strangers may watch."""

from django import template

from auctions.showcase.frames import Frame
from auctions.showcase.queries import showcase as room

register = template.Library()


@register.inclusion_tag("auctions/showcase.html")
def showcase() -> dict[str, Frame]:
    """Show the demo's room as it is now, or a still picture."""
    return {"frame": room.frame()}
