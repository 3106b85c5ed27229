"""The control room, and who sees it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from auctions.models import Auction

pytestmark = pytest.mark.usefixtures("fresh_checks", "no_backups")


def test_who_may_only_look_gets_no_buttons(client: Client, auction: Auction, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    mia.user_permissions.add(Permission.objects.get(codename="view_auction"))
    client.force_login(mia)
    page = client.get(reverse("admin:index")).text
    assert "The Friday League" in page
    assert "/do/" not in page


def test_staff_who_may_not_see_auctions_get_the_list_of_apps_alone(client: Client, auction: Auction, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    client.force_login(mia)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert 'id="control"' not in page.text
    assert "The Friday League" not in client.get(reverse("admin:control-room")).text


@pytest.mark.parametrize("who", ["carla", None])
def test_nobody_else_sees_it(client: Client, auction: Auction, carla: User, who: str | None) -> None:
    if who:
        client.force_login(carla)
    answer = client.get(reverse("admin:control-room"))
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_it_is_only_read(admin: Client) -> None:
    assert admin.post(reverse("admin:control-room")).status_code == 405
