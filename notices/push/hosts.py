"""The push services of browsers, which alone we post to: an address comes from a browser, and so from anybody."""

from urllib.parse import urlsplit

LONGEST_ENDPOINT = 1000
_HOSTS = frozenset(
    {
        "fcm.googleapis.com",
        "jmt17.google.com",  # Chromium as Linux distributions build it, and Chrome before it is released
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
    }
)
_DOMAINS = (".push.apple.com", ".push.services.mozilla.com", ".notify.windows.com")


def is_push_service(endpoint: str) -> bool:
    """True if an address is of a known push service, by HTTPS at its usual port, without a name or password."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= LONGEST_ENDPOINT
    known = host in _HOSTS or host.endswith(_DOMAINS)
    return plain and parts.scheme == "https" and "@" not in parts.netloc and port in {None, 443} and known
