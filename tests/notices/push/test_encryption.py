"""Encryption for a device, by the example of RFC 8291, Appendix A."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from notices.push.encryption import DeviceKeys, UnusableKeys, encrypt, packed, unpacked
from tests.notices.push.devices import Device

PLAIN = b"When I grow up, I want to be a watermelon"
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_example_of_the_standard() -> None:
    sender = ec.derive_private_key(int.from_bytes(unpacked(SENDER)), ec.SECP256R1())
    assert packed(encrypt(PLAIN, DeviceKeys(POINT, SECRET), sender, unpacked(SALT))) == SEALED


def test_each_is_sealed_anew_and_its_device_reads_it() -> None:
    device = Device()
    first, second = (encrypt(b'{"body":"x"}', device.keys) for _ in range(2))
    assert first != second
    assert device.read(first) == device.read(second) == {"body": "x"}


@pytest.mark.parametrize(
    ("point", "secret"),
    [
        ("", SECRET),
        (POINT[:-4], SECRET),
        ("A" * 87, SECRET),
        ("\u00e9", SECRET),
        (POINT, ""),
        (POINT, "AA"),
        (POINT, "!"),
    ],
)
def test_keys_of_no_device_are_refused(point: str, secret: str) -> None:
    with pytest.raises(UnusableKeys):
        encrypt(PLAIN, DeviceKeys(point, secret))
