"""People in the admin."""

import pytest
from django.test import Client

from accounts import services
from accounts.models import SignInLink, User
from accounts.sign_in.links import make_sign_in_link


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


def test_users_are_found_by_name_and_address(admin: Client, carla: User) -> None:
    for words in ("Carla", "carla@exa"):
        page = admin.get("/admin/accounts/user/", {"q": words})
        assert "carla@example.com" in page.text
        assert "1 user" in page.text


def test_user_is_added_without_password(admin: Client) -> None:
    data = {"email": "New@Example.com", "name": "New", "usable_password": "false", "password1": "", "password2": ""}
    assert admin.post("/admin/accounts/user/add/", data).status_code == 302
    assert not User.objects.get(email="new@example.com").has_usable_password()


def test_user_page_opens(admin: Client, carla: User) -> None:
    assert admin.get(f"/admin/accounts/user/{carla.pk}/change/").status_code == 200
    assert admin.get("/admin/accounts/user/add/").status_code == 200


def test_who_is_called_otherwise_or_may_not_sign_in_any_more_is_told_of(
    admin: Client, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[User] = []
    monkeypatch.setattr(services, "on_rename", [told.append])
    data = {"email": carla.email, "name": carla.name, "time_zone": "UTC", "is_active": "on"}
    for changes, times in (({}, 0), ({"name": "Carola"}, 1), ({"name": "Carola", "is_active": ""}, 2)):
        assert admin.post(f"/admin/accounts/user/{carla.pk}/change/", data | changes).status_code == 302
        assert told == [carla] * times


def test_links_are_seen_and_not_touched(admin: Client, carla: User) -> None:
    make_sign_in_link(carla)
    link = SignInLink.objects.get()
    page = admin.get("/admin/accounts/signinlink/")
    assert carla.email in page.text
    assert link.token_hash not in admin.get(f"/admin/accounts/signinlink/{link.pk}/change/").text
    assert admin.post(f"/admin/accounts/signinlink/{link.pk}/change/", {"email": "x@example.com"}).status_code == 403
    assert admin.get("/admin/accounts/signinlink/add/").status_code == 403


def test_deleting_a_user_who_was_sent_a_link_is_possible(admin: Client, carla: User) -> None:
    make_sign_in_link(carla)
    admin.post(f"/admin/accounts/user/{carla.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=carla.pk).exists()
