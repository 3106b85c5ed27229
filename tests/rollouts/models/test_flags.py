"""The tables of flags and rings: what the database itself refuses, and what waffle's entry points ask."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from rollouts.models import Flag, FlagChange, Ring, RingMember, SnapshotVersion, Switch

NOW = datetime(2027, 1, 1, tzinfo=UTC)


class NotingBackend:
    """A backend that notes what it is asked, and says yes."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def flag_names(self) -> list[str]:
        return ["a", "b"]

    def is_on_for_request(self, name: str, request: HttpRequest) -> bool:
        self.asked.append((name, request))
        return True

    def is_on_for_user(self, name: str, user: AbstractBaseUser | AnonymousUser) -> bool:
        self.asked.append((name, user))
        return True

    def is_on(self, name: str) -> bool:
        self.asked.append(name)
        return True

    def notify_processes(self) -> None:
        self.asked.append("notify")


@pytest.fixture
def backend() -> Iterator[NotingBackend]:
    before, Flag.backend = Flag.backend, NotingBackend()
    yield Flag.backend
    Flag.backend = before


def test_entry_points_ask_the_backend_alone(backend: NotingBackend, rf: RequestFactory) -> None:
    request, user = rf.get("/"), User()
    assert [flag.name for flag in Flag.get_all()] == ["a", "b"]
    assert Flag.get("a").is_active(request)
    assert Flag.get("a").is_active_for_user(user)
    assert Switch.get("b").is_active(request)
    Flag.get("a").flush()
    assert backend.asked == [("a", request), ("a", user), "b", "notify"]


def test_switch_is_a_flag_that_is_on_for_everyone_or_not(db: None) -> None:
    switch = Switch(name="bidding")
    assert not switch.active
    switch.active = True
    switch.save()
    assert Flag.objects.get(name="bidding").everyone is True


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"percent": 100.5}, "flag_percent_0_to_100"),
        ({"percent": -1}, "flag_percent_0_to_100"),
        ({"strategy": "luck"}, "flag_strategy_known"),
        ({"bucket_by": "team"}, "flag_bucket_known"),
        ({"starts_at": NOW, "ends_at": NOW}, "flag_ends_after_it_starts"),
    ],
)
def test_database_refuses_a_flag(db: None, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Flag.objects.create(name="f", **fields)


def test_member_is_one_thing_and_once_in_a_ring(max_: User) -> None:
    beta, team = Ring.objects.get(name="beta"), Group.objects.create(name="team")
    for fields in ({}, {"user": max_, "group": team}):
        with pytest.raises(IntegrityError, match="ring_member_is_one_thing"), transaction.atomic():
            RingMember.objects.create(ring=beta, **fields)
    RingMember.objects.create(ring=beta, user=max_, left_at=NOW)
    member = RingMember.objects.create(ring=beta, user=max_)
    with pytest.raises(IntegrityError, match="ring_member_once"), transaction.atomic():
        RingMember.objects.create(ring=beta, user=max_)
    assert str(member) == f"{max_.pk} in {beta.pk}"


def test_there_is_one_snapshot_version(db: None) -> None:
    with pytest.raises(IntegrityError, match="snapshot_version_is_one_row"), transaction.atomic():
        SnapshotVersion.objects.create(id=2, version=1, changed_at=NOW)
    assert str(FlagChange(flag="f", at=NOW)) == "f at 2027-01-01 00:00:00"
