"""Wrong passwords and codes make the next try wait: by account and network together, and by account.

Whoever tries five times from one network waits longer and longer there, up to a quarter of an hour. An account that is
tried from many networks makes strangers wait too, up to a minute, so that guessing stays slow without locking anybody
out. A browser that has signed in to the account before counts for itself alone: strangers can't keep it out.

django-axes keeps the rows and asks here. A row is (account, network, device); `user_agent` holds the device. Its
instant is of the database's clock: a try may be noted by one machine, and the next one judged by another.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import DurationField, ExpressionWrapper, Max, Q, Sum
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.models import normalize_email
from accounts.rate_limits.throttles import network_of
from accounts.sign_in.known_devices import device_known_to
from auctionsite.http import errors
from auctionsite.postgresql.clock import database_now

FREE_TRIES = 5
"""So many wrong tries from one network, or with one known device, cost no wait."""
NETWORK_SECONDS, NETWORK_AT_MOST = 60, 900
FREE_TRIES_OF_ACCOUNT = 10
"""So many wrong tries at one account, of all unknown devices together, cost no wait."""
ACCOUNT_SECONDS, ACCOUNT_AT_MOST = 1, 60
_KNOWN = "known device "


def delay_after(failures: int, free: int, first: int, most: int) -> int:
    """Seconds from the last wrong try to the next: none for the free ones, then doubled each time up to the most."""
    return 0 if failures < free else min(first << min(failures - free, 20), most)


def seconds_to_wait(request: HttpRequest, email: str) -> float:
    """Return for how long no password or code of this account is looked at from here; 0: now."""
    rows = AccessAttempt.objects.filter(username=email, attempt_time__gt=Now() - settings.AXES_COOLOFF_TIME)
    device = device_known_to(request, email)
    if device is not None:
        return _wait(rows.filter(user_agent=_KNOWN + device), FREE_TRIES, NETWORK_SECONDS, NETWORK_AT_MOST)
    strangers = rows.filter(~Q(user_agent__startswith=_KNOWN))
    here = strangers.filter(ip_address=network_of(request))
    return max(
        _wait(here, FREE_TRIES, NETWORK_SECONDS, NETWORK_AT_MOST),
        _wait(strangers, FREE_TRIES_OF_ACCOUNT, ACCOUNT_SECONDS, ACCOUNT_AT_MOST),
    )


def _wait(rows: Any, free: int, first: int, most: int) -> float:
    since = ExpressionWrapper(Now() - Max("attempt_time"), output_field=DurationField())
    summary = rows.aggregate(failures=Sum("failures_since_start"), since_last=since)
    if not summary["failures"]:
        return 0.0
    waited: timedelta = summary["since_last"]
    return max(0.0, delay_after(summary["failures"], free, first, most) - waited.total_seconds())


def username_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The account that a try is about, for django-axes: in one spelling, as everywhere."""
    given = (credentials or {}).get("username") or request.POST.get("username") or ""
    return normalize_email(str(given))[:255].replace("\0", "")


class AttemptHandler(AxesDatabaseHandler):  # type: ignore[misc] # ships no types
    """Answers django-axes before each password or code, and notes each that was wrong."""

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        """True if the try isn't looked at."""
        _name_place(request, credentials)
        return seconds_to_wait(request, get_client_username(request, credentials)) > 0

    def user_login_failed(
        self, sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Note a wrong try; one that wasn't looked at is none."""
        if request is None:
            return
        _name_place(request, credentials)
        request.axes_attempt_time = database_now()  # type: ignore[attr-defined] # django-axes' own: what is old by now
        is_noted = not request.axes_locked_out  # type: ignore[attr-defined] # likewise
        super().user_login_failed(sender, credentials, request, **kwargs)
        if is_noted:  # the first of a row was dated by the machine
            self._rows_of(request, credentials).update(attempt_time=Now())

    @staticmethod
    def _rows_of(request: Any, credentials: Mapping[str, Any] | None) -> Any:
        return AccessAttempt.objects.filter(
            username=get_client_username(request, credentials),
            ip_address=request.axes_ip_address,
            user_agent=request.axes_user_agent,
        )

    def get_failures(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> int:
        """As django-axes wants it: the limit, if the next try has to wait."""
        locked = seconds_to_wait(request, get_client_username(request, credentials)) > 0
        return int(settings.AXES_FAILURE_LIMIT) if locked else 0


def _name_place(request: HttpRequest, credentials: Mapping[str, Any] | None) -> None:
    device = device_known_to(request, get_client_username(request, credentials))
    request.axes_ip_address = network_of(request)  # type: ignore[attr-defined] # django-axes' own
    request.axes_user_agent = "" if device is None else _KNOWN + device  # type: ignore[attr-defined]


def too_many_tries(
    request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return the answer to a try that isn't looked at: 429 with the seconds to wait."""
    wait = seconds_to_wait(request, get_client_username(request, credentials))
    return errors.too_many_requests(request, wait, _("Too many wrong passwords or codes."))
