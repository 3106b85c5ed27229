"""Our identity to push services (RFC 8292): a key of our own, and no account with anybody."""

from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings as site

from notices.push.encryption import packed, point_of

VALID_FOR = timedelta(hours=12)
"""Push services take a day at most."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256: private keys are numbers below it."""


def public_key() -> str:
    """Return our public key as browsers want it when they subscribe."""
    return packed(point_of(_private_key(site.PUSH_KEY).public_key()))


def authorization(endpoint: str, now: datetime) -> str:
    """Return the header that tells the push service of an address that we are who subscribed there."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": now + VALID_FOR,
        "sub": f"mailto:{site.DEFAULT_FROM_EMAIL}",
    }
    return f"vapid t={jwt.encode(claims, _private_key(site.PUSH_KEY), algorithm='ES256')}, k={public_key()}"


@cache
def _private_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the key that follows from a secret: the same in all processes, and nothing more to keep."""
    material = HKDF(algorithm=SHA256(), length=48, salt=b"auctionsite", info=b"vapid").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(material) % (_ORDER - 1) + 1, ec.SECP256R1())
