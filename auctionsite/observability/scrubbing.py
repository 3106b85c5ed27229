"""Takes secrets and personal data out of what leaves the product: log lines and error reports.

Nothing is meant to put them in. This is for what comes along in texts of others: a mail server's refusal names an
address, a failed request has a sign-in link for its path. Pure, and cheap enough for every line.
"""

import re
from collections.abc import Mapping
from typing import Any

DEPTH = 12
"""Deeper than this nothing is looked at: it is left out."""
_SECRET_KEYS = frozenset(
    {
        *("access", "access_token", "refresh", "refresh_token", "token", "csrftoken", "csrfmiddlewaretoken"),
        *("x_csrftoken", "api_key", "secret", "secret_key", "authorization", "password", "passwd", "totp"),
        *("cookie", "cookies", "set_cookie", "sessionid", "email", "link", "query_string"),
    }
)
_SUSPICIOUS = re.compile(
    r"[@=?]|/sign-in/|/join/|/watch/|eyJ|(?i:bearer|cookie|secret|token|passw|api_?key|authorization|code\b[^\d\n]{1,10}\d)|[\w-]{40}"
)
"""A text without any of these is clean, as nearly all are; looking once is cheaper than for each pattern."""
_NAMED = (
    r"(?i)\b(password|passwd|secret|token|api_?key|authorization|csrfmiddlewaretoken)"
    r"(['\"]?\s*[=:]\s*['\"]?)(?!\[)[^\s'\",;&]+"
)
_PATTERNS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"://[^\s/@]+@", "://[secret]@"),
        (r"(?i)\bbearer[ .][\w.~+/=-]+", "Bearer [token]"),
        (r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?", "[token]"),
        (r"/sign-in/(?!code\b)[\w-]{8,}", "/sign-in/[link]"),
        (r"/join/[A-Za-z]{4,}", "/join/[code]"),
        (r"/watch/[\w-]{8,}/[\w-]{8,}", "/watch/[link]"),
        (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*", "[email]"),
        (r"\?[\w.%-]+=[^\s\"'<>)\]]*", "?[query]"),
        (r"(?i)\b(sessionid|csrftoken|messages)=[^\s;,\"']+", r"\1=[cookie]"),
        (r"(?i)\b(set-cookie|cookie)([\"']?\s*[:=]\s*[\"']?)(?!\[)[^\"'\n]+", r"\1\2[cookie]"),
        (_NAMED, r"\1\2[secret]"),
        (r"(?i)\b(code\b[^\d\n]{1,10})\d{6}\b", r"\1[code]"),
        (r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{40,}", "[token]"),
    )
)
_ADDRESSES = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:.])(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|[0-9a-fA-F:]*::[0-9a-fA-F:.]*)(?![\w:])"
)


def scrub_text(dirty: str) -> str:
    """Return the text without e-mail addresses, tokens, sign-in and invite links, codes, cookies and query strings."""
    if _SUSPICIOUS.search(dirty) is None:
        return dirty
    for pattern, replacement in _PATTERNS:
        dirty = pattern.sub(replacement, dirty)
    return dirty


def scrub_text_and_addresses(dirty: str) -> str:
    """Scrub the text, and take network addresses out too."""
    return _ADDRESSES.sub("[address]", scrub_text(dirty))


def is_secret_key(key: object) -> bool:
    """True if the value under a key of this name is never shown."""
    return isinstance(key, str) and key.lower().replace("-", "_") in _SECRET_KEYS


def scrub(value: Any, *, addresses: bool = False, depth: int = 0) -> Any:
    """The same in anything made of dicts, lists and texts; what isn't any of these stays as it is.

    With `addresses` network addresses go too.
    """
    if isinstance(value, str):
        return scrub_text_and_addresses(value) if addresses else scrub_text(value)
    if depth >= DEPTH and isinstance(value, Mapping | list | tuple):
        return "[left out]"
    if isinstance(value, Mapping):
        return {
            key: "[secret]" if is_secret_key(key) and part else scrub(part, addresses=addresses, depth=depth + 1)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [scrub(part, addresses=addresses, depth=depth + 1) for part in value]
    return value
