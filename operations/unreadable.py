"""Answers of pages and calls about an auction that this release can't read: 503, with a sentence and a code.

Commands to it are refused by the engine; this is for those who only want to look.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from auctions.publish import messages
from auctions.rules.codes import Code
from auctions.store.codec import Unreadable
from auctionsite.http import errors


class UnreadableMiddleware:
    """Answers where a view couldn't read an auction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; `process_exception` answers where a view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 503 with the code `unreadable`; None for any other exception."""
        if not isinstance(exception, Unreadable):
            return None
        return errors.unavailable(request, messages.short_sentence(Code.UNREADABLE), Code.UNREADABLE)
