"""One's own account: where one is signed in, one's data, and its end. Apps above add what they know to the lists."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import BrowserSession, Device, SentForm, SignInLink, User
from accounts.services import notify_renamed, notify_signed_out, set_name
from accounts.sign_in import links
from accounts.sign_in.devices import end_devices
from auctionsite.postgresql.acting import acting

FORMER_NAME = "former member"
data_exporters: list[Callable[[User], dict[str, Any]]] = []
"""Each adds its part to the download of a user's data."""
objections_to_deletion: list[Callable[[User], Iterable[str]]] = []
"""Each gives sentences that say what must be done before the account can end."""
follows_deletion: list[Callable[[User], Iterable[str]]] = []
"""Each gives sentences about what follows from the end of an account in its app."""
on_deletion: list[Callable[[User], None]] = []
"""Called inside the transaction that ends an account, before its name goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChoice:
    """Something that people may choose for themselves, a box to tick; `key` names it in forms."""

    key: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceProvider:
    """Choices that an app above offers a user, and the function that applies the answers, by key."""

    choices_of: Callable[[User], Iterable[AccountChoice]]
    choose: Callable[[User, Mapping[str, bool]], None]


choice_providers: list[ChoiceProvider] = []
"""Apps above add theirs; the account page shows them all, in this order."""
AGENT_LENGTH = 200
_KEPT_FOR = timedelta(days=30)
_FORMS_KEPT_FOR = timedelta(days=1)
"""So long a form that was sent isn't done again."""


class DeletionRefused(Exception):
    """Something must be done first; the text says what."""


def record_session(user: User, session_key: str, agent: str) -> None:
    """Record that a browser is signed in, and that it was here now."""
    seen = {"user": user, "agent": agent[:AGENT_LENGTH], "last_seen_at": Now()}
    BrowserSession.objects.update_or_create(session_key=session_key, defaults=seen)


def sessions_of(user: User) -> QuerySet[BrowserSession]:
    """Return the user's browsers that are signed in, the latest first."""
    alive = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    return BrowserSession.objects.filter(user=user, session_key__in=alive).order_by("-last_seen_at")


def devices_of(user: User) -> QuerySet[Device]:
    """Return the user's programs that are signed in, the latest first."""
    return Device.objects.filter(user=user, ended_at=None).order_by("-last_seen_at")


def end_sessions(sessions: QuerySet[BrowserSession], user: User) -> None:
    """Sign browsers of the user out."""
    keys = list(sessions.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    BrowserSession.objects.filter(session_key__in=keys).delete()
    notify_signed_out(user.pk)


@transaction.atomic
def sign_out_everywhere(user: User, *, but: str | None = None) -> None:
    """End all sessions and devices, except the session of the key `but`."""
    end_sessions(BrowserSession.objects.exclude(session_key=but or ""), user)
    end_devices(Device.objects.filter(ended_at=None), user.pk)


def choices_of(user: User) -> list[AccountChoice]:
    """Return the choices of the user, with what they have chosen."""
    return [choice for each in choice_providers for choice in each.choices_of(user)]


@transaction.atomic
def change_account(user: User, *, name: str, time_zone: str, language: str, **chosen: bool) -> None:
    """Change what the user says about themselves; `chosen` answers `choices_of` by key."""
    if name != user.name:
        set_name(user, name)
    user.time_zone, user.language = time_zone, language
    user.save(update_fields=["time_zone", "language"])
    for each in choice_providers:
        each.choose(user, chosen)


def export_data(user: User) -> dict[str, Any]:
    """Return all that the site keeps about a user, ready for JSON."""
    data: dict[str, Any] = {
        "account": {
            "id": str(user.pk),
            "email": user.email,
            "name": user.name,
            "time_zone": user.time_zone,
            "language": user.language,
            "joined": user.date_joined.isoformat(),
        },
        "sessions": list(sessions_of(user).values("agent", "created_at", "last_seen_at")),
        "devices": list(Device.objects.filter(user=user).values("name", "created_at", "last_seen_at", "ended_at")),
    }
    for part in data_exporters:
        data |= part(user)
    return data


def preview_deletion(user: User) -> list[str]:
    """Return what follows from the end of an account, as sentences. Raises DeletionRefused."""
    _check_deletion(user)
    follows = [sentence for source in follows_deletion for sentence in source(user)]
    return [
        *follows,
        _("Nobody can sign in with this account again, and its name goes: your bids stay as those of a former member."),
        _("This can't be undone."),
    ]


def _check_deletion(user: User) -> None:
    if objections := [sentence for object_to in objections_to_deletion for sentence in object_to(user)]:
        raise DeletionRefused(" ".join(objections))


@transaction.atomic
def delete_account(user: User) -> None:
    """End an account: nobody signs in with it, and nothing tells any more whose it was. Raises DeletionRefused.

    The row stays, without a name: bids, purchases and journals of others' auctions hang on it.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _check_deletion(user)
    for leave in on_deletion:
        leave(user)
    sign_out_everywhere(user)
    SignInLink.objects.filter(email=user.email).delete()
    Device.objects.filter(user=user).delete()
    user.email, user.name = f"{user.pk}@former.invalid", FORMER_NAME
    user.time_zone, user.language = "UTC", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    notify_renamed(user)
    with acting("account"):
        user.groups.clear()
    user.user_permissions.clear()


def delete_expired() -> dict[str, int]:
    """Delete expired links and sessions, browsers that are signed out and programs gone for a month; count each."""
    long_ago = Now() - _KEPT_FOR
    gone = {
        "links": links.expired_links(),
        "sessions": Session.objects.filter(expire_date__lt=Now()),
        "browsers": BrowserSession.objects.exclude(session_key__in=Session.objects.values("session_key")),
        "devices": Device.objects.filter(last_seen_at__lt=long_ago),
        "forms": SentForm.objects.filter(taken_at__lt=Now() - _FORMS_KEPT_FOR),
    }
    return {name: rows.delete()[0] for name, rows in gone.items()}
