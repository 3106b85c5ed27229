"""The tag `bell`: how many notices wait for somebody, in the header of every page."""

from typing import Any

from django import template
from django.db import DatabaseError

from accounts.models import User
from notices.queries import UNREAD_COUNTED, unread_count

register = template.Library()


@register.inclusion_tag("notices/bell.html")
def bell(user: User) -> dict[str, Any]:
    """Show a bell with the number of unread notices. A page that says that the database is away has one too."""
    try:
        unread = unread_count(user)
    except DatabaseError:
        unread = 0
    return {"unread": unread, "many": unread == UNREAD_COUNTED}
