"""Our identity to push services."""

from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import override_settings

from notices.push.encryption import unpacked
from notices.push.vapid import authorization, public_key


def test_header_is_signed_for_one_push_service_and_half_a_day() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    header = authorization("https://fcm.googleapis.com/fcm/send/x", now)
    token, key = header.removeprefix("vapid t=").split(", k=")
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(key))
    claims = jwt.decode(token, point, algorithms=["ES256"], audience="https://fcm.googleapis.com")
    assert claims["exp"] == (now + timedelta(hours=12)).timestamp()
    assert claims["sub"].startswith("mailto:")
    assert key == public_key()


def test_key_follows_from_the_secret_alone() -> None:
    keys = set()
    for secret in ("one", "two", "one"):
        with override_settings(PUSH_KEY=secret):
            keys.add(public_key())
    assert len(keys) == 2
