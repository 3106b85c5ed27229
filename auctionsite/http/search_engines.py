"""Pages that are for whoever has their link, and that search engines leave out."""

from typing import TypeVar

from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def unlisted(response: R) -> R:
    """Ask search engines not to list the page; return its response."""
    response["X-Robots-Tag"] = "noindex"
    return response
