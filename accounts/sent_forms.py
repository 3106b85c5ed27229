"""A form that makes something makes it once, however often it is sent: by a double click, or by a page sent again.

    1  the page has a key, as programs send an Idempotency-Key: `{% form_key %}`
    2  whoever sends a key and the same content first has its row, and the view works
    3  the same again waits for that, and is led to where the first was led
    4  a view that only asks, or finds something wrong, gives the row back: what is mended is sent under another

Content is part of it: who comes back to the page and writes something else there means another thing.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import SentForm
from auctionsite.http import errors

FIELD = "form_key"
LOCATION_LENGTH = 500
WAIT_SECONDS = 10.0
"""So long the same form, sent again, waits for the first one."""
GIVEN_UP_AFTER = timedelta(seconds=30)
"""A form that was begun and has no answer after so long was with a process that died."""
_LOOK_EVERY_SECONDS = 0.1
_NOT_CONTENT = {"csrfmiddlewaretoken"}
_BUSY = gettext_noop(
    "The same form was sent a moment ago and isn't done yet. Wait a moment, then look whether it worked."
)
View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Let a view, of people who are signed in, do the same form once; one without a key is done as it comes."""

    @wraps(view)
    def keyed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        digest = _digest(request) if request.method == "POST" else None
        if digest is None:
            return view(request, *args, **kwargs)
        form = SentForm.objects.filter(user=request.user.pk, digest=digest)
        until = time.monotonic() + WAIT_SECONDS
        while not _take(request.user.pk, digest):
            first = form.first()
            if first is not None and first.location:
                return redirect(first.location)
            if time.monotonic() > until:
                return errors.unavailable(request, _(_BUSY))
            time.sleep(_LOOK_EVERY_SECONDS)
        location = ""
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                location = response.url[:LOCATION_LENGTH]
        finally:
            if location:
                form.update(location=location)
            else:
                form.delete()
        return response

    return keyed


def _take(user: Any, digest: str) -> bool:
    """Return whether the form is the caller's to do: nobody has begun it, or whoever did has died."""
    _form, new = SentForm.objects.get_or_create(user_id=user, digest=digest)
    left = SentForm.objects.filter(user=user, digest=digest, location="", taken_at__lt=Now() - GIVEN_UP_AFTER)
    return new or bool(left.update(taken_at=Now()))


def _digest(request: HttpRequest) -> str | None:
    """Return what stands for the key with the content, files too; None without a key."""
    try:
        UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    content = hashlib.sha256(request.get_full_path().encode())
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_CONTENT:
            content.update(repr((name, values)).encode(errors="surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content.update(repr((name, file.name)).encode(errors="surrogatepass"))
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
    return content.hexdigest()
