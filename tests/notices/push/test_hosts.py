"""Addresses that we post to, and those that we never do."""

import pytest

from notices.push.hosts import is_push_service


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://jmt17.google.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGuQ",
        "https://wns2-by3p.notify.windows.com/w/?token=x%2b",
        "https://FCM.googleapis.com:443/x",
    ],
)
def test_push_services_of_browsers_are_known(endpoint: str) -> None:
    assert is_push_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:x/",
        "https://fcm.googleapis.com.example/x",
        "https://example/fcm.googleapis.com",
        "https://evil-notify.windows.com.example/",
        "https://notify.windows.com/",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://localhost/",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: x",
        "https://fcm.googleapis.com/\u00e9",
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_nobody_else_is_asked_anything(endpoint: str) -> None:
    assert not is_push_service(endpoint)
