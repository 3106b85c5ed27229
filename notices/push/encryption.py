"""Encryption of a push for one device (RFC 8291, in one record of RFC 8188): push services can't read it."""

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST_BYTES = 3000
"""Push services take 4096, with what encryption adds."""
_SALT_BYTES, _POINT_BYTES, _AUTH_BYTES = 16, 65, 16
_RECORD_SIZE = (4096).to_bytes(4)
_LAST_RECORD = b"\x02"


class UnusableKeys(ValueError):
    """The keys aren't those of a device."""


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """A browser's keys, given with a subscription: its public key, a point of P-256, and a secret, in base64url."""

    p256dh: str
    auth: str

    def read(self) -> tuple[ec.EllipticCurvePublicKey, bytes]:
        """Return the key and the secret. Raises UnusableKeys."""
        try:
            point, secret = unpacked(self.p256dh), unpacked(self.auth)
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError as error:
            raise UnusableKeys("No point of P-256, or no base64url.") from error
        if len(point) != _POINT_BYTES or len(secret) != _AUTH_BYTES:
            raise UnusableKeys("A key or a secret of another length.")
        return key, secret


def packed(data: bytes) -> str:
    """Return bytes in base64url, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Return the bytes of base64url. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as browsers write it: 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes, keys: DeviceKeys, sender: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """Return a text for one device, with a key and a salt that are used once. Raises UnusableKeys.

    `sender` and `salt` are given by tests alone.
    """
    device, secret = keys.read()
    sender, salt = sender or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(_SALT_BYTES)
    point = point_of(sender.public_key())
    shared = sender.exchange(ec.ECDH(), device)
    material = _derived(shared, secret, b"WebPush: info\0" + point_of(device) + point, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    return salt + _RECORD_SIZE + bytes([len(point)]) + point + AESGCM(key).encrypt(nonce, text + _LAST_RECORD, None)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
