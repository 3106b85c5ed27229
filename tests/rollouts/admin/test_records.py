"""Changes and processes in the admin."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rollouts.models import FlagChange, Reader
from rollouts.propagation import readers
from rollouts.propagation.readers import ReaderProcess
from tests.rollouts.admin.admin_site import ROOM, change
from tests.rollouts.admin.test_rings import MEMBERS, RINGS


def test_records_are_looked_at_and_stay_as_they_are(admin: Client, olga: User) -> None:
    made = change(ROOM, olga, everyone=False)
    readers.record_reader(ReaderProcess("web host 1", "web"), 1, 3)
    for model, row, shown in (
        ("flagchange", made.pk, "olga@example.com"),
        ("reader", "web host 1", "web host 1"),
    ):
        base = f"/admin/rollouts/{model}/"
        assert shown in admin.get(base).text
        assert " UTC</" in admin.get(base).text
        assert shown in admin.get(f"{base}{row}/change/").text
        assert admin.post(f"{base}{row}/change/", {"reason": "better"}).status_code == 403
        assert admin.post(f"{base}{row}/delete/", {"post": "yes"}).status_code == 403
        assert admin.get(f"{base}add/").status_code == 403
    assert "For everyone: on → off" in admin.get(f"/admin/rollouts/flagchange/{made.pk}/change/").text
    assert 'alt="False"' in admin.get("/admin/rollouts/reader/").text
    Reader.objects.update(version=readers.propagation_status().version)
    assert 'alt="False"' not in admin.get("/admin/rollouts/reader/").text


def test_records_are_for_those_who_may_view_them(client: Client, mia: User) -> None:
    mia.is_staff = True
    mia.save()
    client.force_login(mia)
    for model in ("flagchange", "reader"):
        assert client.get(f"/admin/rollouts/{model}/").status_code == 403
        mia.user_permissions.add(Permission.objects.get(codename=f"view_{model}"))
        client.force_login(User.objects.get(pk=mia.pk))
        assert client.get(f"/admin/rollouts/{model}/").status_code == 200
    for address in (RINGS, MEMBERS):
        assert client.get(address).status_code == 200


def test_more_changes_need_no_more_queries(admin: Client, olga: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get("/admin/rollouts/flagchange/").status_code == 200
        return len(seen)

    change(ROOM, olga, everyone=False)
    queries()
    few = queries()
    for on in (True, False):
        change(ROOM, olga, everyone=on)
    assert FlagChange.objects.count() == 3
    assert queries() == few
