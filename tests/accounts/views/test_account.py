"""One's account: what is shown, changed, downloaded, signed out and deleted."""

import pytest

from accounts.models import BrowserSession, Device, User
from accounts.sign_in.devices import RefreshInvalid, renew_tokens, sign_in_device
from tests.accounts.browsers import signed_in


def test_name_and_zone_are_changed(carla: User) -> None:
    client = signed_in(carla)
    data = {"name": "Carla C.", "time_zone": "Asia/Tokyo"}
    assert client.post("/account/", data)["Location"] == "/account/"
    carla.refresh_from_db()
    assert (carla.name, carla.time_zone) == ("Carla C.", "Asia/Tokyo")
    assert "JST" in client.get("/account/").text
    assert 'id="id_time_zone_error"' in client.post("/account/", data | {"time_zone": "Mars/Olympus"}).text


def test_the_page_lists_browsers_and_programs_of_oneself_only(carla: User, otto: User) -> None:
    signed_in(otto, "Ottos browser")
    signed_in(carla, "Lynx")
    sign_in_device(carla, "curl/8")
    page = signed_in(carla).get("/account/").text
    assert all(name in page for name in ("Lynx", "Firefox", "curl/8", "This one"))
    assert "Ottos" not in page


def test_browsers_and_programs_are_signed_out_one_by_one(carla: User) -> None:
    here, there = signed_in(carla), signed_in(carla, "Lynx")
    tokens = sign_in_device(carla)
    here.post("/account/sign-out/", {"session": BrowserSession.objects.get(agent="Lynx").pk})
    assert there.get("/account/").status_code == 302
    here.post("/account/sign-out/", {"device": Device.objects.get().pk})
    with pytest.raises(RefreshInvalid):
        renew_tokens(tokens.refresh)
    assert here.get("/account/").status_code == 200


def test_others_are_not_signed_out_by_id(carla: User, otto: User) -> None:
    ottos, tokens = signed_in(otto), sign_in_device(otto)
    client = signed_in(carla)
    for what in (
        {"session": BrowserSession.objects.get(user=otto).pk},
        {"device": Device.objects.get().pk},
        {"device": "x"},
    ):
        client.post("/account/sign-out/", what)
    assert ottos.get("/account/").status_code == 200
    assert renew_tokens(tokens.refresh)


def test_signing_out_everywhere_else_leaves_this_browser(carla: User) -> None:
    here, there = signed_in(carla), signed_in(carla)
    sign_in_device(carla)
    here.post("/account/sign-out/", {"all": "1"})
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)
    assert not Device.objects.filter(ended_at=None).exists()


def test_the_address_must_be_typed(carla: User) -> None:
    page = signed_in(carla).post("/account/delete/", {"email": "other@example.com"})
    assert "isn&#x27;t the address of your account" in page.text
    assert User.objects.get().is_active
