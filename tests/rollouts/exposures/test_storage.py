"""A subject has one row a flag, value and day, from its first moment to its last; old days and people who left go."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.account import delete_account
from accounts.models import User
from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.storage import ExposureEntry, FailureEntry
from rollouts.models import Exposure, SubjectFailure

pytestmark = pytest.mark.django_db
LEAGUE = str(uuid4())
ENTRY = ExposureEntry("waiting_room", BucketBy.LEAGUE, LEAGUE, True, True)
ERROR = FailureEntry(BucketBy.LEAGUE, LEAGUE, "server_error")
DAY_SECONDS = 86_400


def test_row_goes_from_the_first_moment_to_the_last_whichever_is_written_first() -> None:
    """Three days ago, so that all of it is one day."""
    noon = datetime.combine(database_now().astimezone(UTC).date(), datetime.min.time(), UTC) - timedelta(
        days=3, hours=12
    )
    for hour in (2, 0, 1):
        ago = (database_now() - noon).total_seconds() - hour * 3600
        storage.write_exposures([(ENTRY, ago)])
        storage.write_failures([(ERROR, ago)])
    for row in (Exposure.objects.get(), SubjectFailure.objects.get()):
        assert abs((row.first_at - noon).total_seconds()) < 60
        assert abs((row.last_at - noon).total_seconds() - 7200) < 60
        assert row.day == noon.date()


def test_each_value_and_day_has_a_row() -> None:
    storage.write_exposures([(ENTRY, 0), (ENTRY._replace(value=False), 0), (ENTRY, 2 * DAY_SECONDS)])
    storage.write_failures([(ERROR, 0), (ERROR, 2 * DAY_SECONDS), (ERROR._replace(metric="other"), 0)])
    assert Exposure.objects.count() == SubjectFailure.objects.count() == 3


def test_each_arm_has_a_row_and_is_told() -> None:
    user = ENTRY._replace(kind=BucketBy.USER, subject="7")
    storage.write_exposures([(user._replace(arm="larger"), 0), (user, 0), (user._replace(arm="larger"), 1)])
    assert sorted(Exposure.objects.values_list("arm", flat=True)) == ["", "larger"]
    told = storage.export_exposures(User(pk=7))["flags_met"]
    assert sorted(each["arm"] for each in told) == ["", "larger"]


def test_who_was_ever_not_drawn_that_day_counts_as_not_drawn() -> None:
    storage.write_exposures([(ENTRY, 0), (ENTRY._replace(drawn=False), 0)])
    assert not Exposure.objects.get().drawn
    storage.write_exposures([(ENTRY, 0)])
    assert not Exposure.objects.get().drawn


def test_old_days_are_forgotten_and_younger_stay() -> None:
    for days in (0, storage.KEEP_DAYS - 1, storage.KEEP_DAYS + 2, 400):
        storage.write_exposures([(ENTRY, days * DAY_SECONDS)])
        storage.write_failures([(ERROR, days * DAY_SECONDS)])
    storage.delete_old()
    assert Exposure.objects.count() == SubjectFailure.objects.count() == 2


def test_forgetting_is_paced() -> None:
    pace = storage._Pace(600)
    assert [pace.due() for _ in range(3)] == [True, False, False]
    assert storage._Pace(0).due()


def test_who_leaves_is_forgotten_and_can_read_it_before(max_: User, mia: User) -> None:
    for user in (max_, mia):
        met = ExposureEntry("waiting_room", BucketBy.USER, str(user.pk), True, False)
        storage.write_exposures([(met, 0)])
        storage.write_failures([(FailureEntry(BucketBy.USER, str(user.pk), "server_error"), 0)])
    told = storage.export_exposures(max_)
    assert [each["flag"] for each in told["flags_met"]] == ["waiting_room"]
    assert [each["metric"] for each in told["failures"]] == ["server_error"]
    delete_account(max_)
    assert list(Exposure.objects.values_list("subject", flat=True)) == [str(mia.pk)]
    assert list(SubjectFailure.objects.values_list("subject", flat=True)) == [str(mia.pk)]
