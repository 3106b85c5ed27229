"""Calls that the site makes to others over HTTP: short, bounded, to the address given and nowhere else.

No redirect is followed, so that a host which an operator has named can't send us to one that nobody named.
"""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from auctionsite import bounded_json

ANSWER_SECONDS = 3.0
"""The longest wait for the next bytes of an answer."""
MOST_BYTES = 4_000_000
_NO_ADDRESS = "The address isn't one of the form https://host/path"


class CallFailed(Exception):
    """The other side didn't do what was asked; the text says what became known, in a sentence without an end."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, req: Request, *args: Any, **kwargs: Any) -> None:
        """Take an answer that sends elsewhere as the answer."""


_opener = build_opener(_NoRedirect)


def get_json(url: str) -> Any:
    """Return the JSON at an address, of `MOST_BYTES` at most. Raises CallFailed."""
    try:
        return bounded_json.load(_call(url), MOST_BYTES)
    except bounded_json.JsonRefused as error:
        raise CallFailed(f"{_host(url)} answers something that can't be read") from error


def post_json(url: str, body: Any) -> None:
    """Send JSON to an address. Raises CallFailed unless the answer is 2xx."""
    _call(url, json.dumps(body).encode())


def _call(url: str, body: bytes | None = None) -> bytes:
    host = _host(url)
    kind = {"Accept": "application/json"} if body is None else {"Content-Type": "application/json"}
    try:
        with _opener.open(Request(url, body, headers=kind), timeout=ANSWER_SECONDS) as answer:  # noqa: S310 # by _host
            data: bytes = answer.read(MOST_BYTES + 1)
            return data
    except HTTPError as error:
        error.close()
        raise CallFailed(f"{host} answers {error.code}") from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise CallFailed(f"{host} doesn't answer ({type(error).__name__})") from error


def _host(url: str) -> str:
    """Return the host of an address, which holds no secret as its path may."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise CallFailed(_NO_ADDRESS) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CallFailed(_NO_ADDRESS)
    return parts.hostname
