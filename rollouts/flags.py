"""Every flag of the product, by name. Nothing else asks waffle."""

from django.http import HttpRequest
from waffle import flag_is_active

from rollouts.models import Flag

WAITING_ROOM = "waiting_room"
"""On: an auction waits for its commissioner to begin it. Off: its first lot runs as soon as it is made."""


def waiting_room(request: HttpRequest) -> bool:
    """Whether an auction made by this request gets a waiting room."""
    return bool(flag_is_active(request, WAITING_ROOM))


def waiting_room_is_off() -> bool:
    """Whether nobody gets a waiting room; a flag that is on for some may be on for whoever waits."""
    flag = Flag.objects.filter(name=WAITING_ROOM).first()
    if flag is None or flag.everyone is not None:
        return flag is None or not flag.everyone
    some = (flag.percent, flag.testing, flag.superusers, flag.staff, flag.authenticated, flag.languages)
    return not any(some) and not flag.users.exists() and not flag.groups.exists()


def offer_waiting_room() -> None:
    """Turn the waiting room on for everybody, unless somebody has decided about it before."""
    Flag.objects.get_or_create(name=WAITING_ROOM, defaults={"everyone": True})
