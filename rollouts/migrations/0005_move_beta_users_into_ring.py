"""Who opted in to new things on the account page is a member of the ring `beta` from now on."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max, QuerySet

SAID, SAYS = "Who likes to see new things first.", "See new things first."


def move_users(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rings = apps.get_model("rollouts", "Ring").objects
    member = apps.get_model("rollouts", "RingMember")
    rings.filter(name="beta", description=SAID).update(description=SAYS)
    users = list(_users(apps).filter(beta=True).values_list("pk", flat=True))
    if not users:
        return
    last = rings.aggregate(last=Max("place"))["last"] or 0
    ring, _ = rings.get_or_create(name="beta", defaults={"place": last + 1, "description": SAYS, "opt_in": True})
    inside = set(member.objects.filter(ring=ring, left_at=None).values_list("user", flat=True))
    member.objects.bulk_create(member(ring=ring, user_id=user, opted_in=True) for user in users if user not in inside)


def move_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("rollouts", "RingMember").objects.filter(ring__name="beta", left_at=None, opted_in=True)
    users = _users(apps)
    users.filter(beta=True).update(beta=False)  # they may have left the ring since
    users.filter(pk__in=members.values("user")).update(beta=True)
    apps.get_model("rollouts", "Ring").objects.filter(name="beta", description=SAYS).update(description=SAID)


def _users(apps: Apps) -> "QuerySet[Any]":
    """Those of that time, which had the column."""
    found: QuerySet[Any] = apps.get_model("accounts", "User").objects.all()
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("rollouts", "0004_add_rings"),
        ("accounts", "0003_add_account_choices_and_browser_sessions"),
    ]

    operations = [migrations.RunPython(move_users, move_back)]
