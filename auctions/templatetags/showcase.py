"""The tag `showcase`: the room that strangers may watch."""

from django import template

from auctions.showcase.queries import showcase as demo
from auctions.showcase.shown_room import ShownRoom

register = template.Library()


@register.inclusion_tag("auctions/showcase.html")
def showcase() -> dict[str, ShownRoom]:
    """Show the demo's room as it is now, or a still picture."""
    return {"room": demo.room()}
