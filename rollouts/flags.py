"""Every flag of the product, by name. Nothing else asks waffle."""

from django.http import HttpRequest
from waffle import flag_is_active

WAITING_ROOM = "waiting_room"
"""On: an auction waits for its commissioner to begin it. Off: its first lot runs as soon as it is made."""


def waiting_room(request: HttpRequest) -> bool:
    """Whether an auction made by this request gets a waiting room."""
    return bool(flag_is_active(request, WAITING_ROOM))
