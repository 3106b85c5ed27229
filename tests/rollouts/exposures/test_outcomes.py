"""Metrics say the first failure of each subject since it met a flag."""

from datetime import timedelta
from uuid import uuid4

import pytest

from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import outcomes, storage
from rollouts.exposures.outcomes import SERVER_ERROR, metrics_of
from rollouts.exposures.storage import FailureEntry
from rollouts.models import SubjectFailure

pytestmark = pytest.mark.django_db


def test_names_are_said_once_and_every_kind_has_a_metric() -> None:
    names = [each.name for each in outcomes.outcome_metrics]
    assert len(names) == len({*names})
    for kind in BucketBy:
        assert SERVER_ERROR in [each.name for each in metrics_of(kind)]


def test_error_counts_from_when_the_subject_met_the_flag() -> None:
    [metric] = [each for each in metrics_of(BucketBy.LEAGUE) if each.name == SERVER_ERROR]
    early, late, spared, other = (str(uuid4()) for _ in range(4))
    for league, ago in ((early, 7200), (late, 60)):
        storage.write_failures([(FailureEntry(BucketBy.LEAGUE, league, SERVER_ERROR), ago)])
    storage.write_failures([(FailureEntry(BucketBy.LEAGUE, other, "another"), 60)])
    hour_ago = database_now() - timedelta(hours=1)
    found = metric.first_failures(BucketBy.LEAGUE, dict.fromkeys((early, late, spared, other), hour_ago))
    assert found == {late: SubjectFailure.objects.get(subject=late).first_at}
    assert metric.first_failures(BucketBy.USER, {late: hour_ago}) == {}
    assert metric.first_failures(BucketBy.LEAGUE, {}) == {}
