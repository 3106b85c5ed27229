"""The rows of uploaded files."""

import pytest

from accounts.models import User
from leagues.uploads.records import UploadNotFound, describe_file, keep_waiting, save_applied
from season.fixtures.services import FIXTURE_IMPORT
from season.models import Competition, Upload
from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions

COUNTS = {"created": 3, "changed": 2, "unchanged": 1}


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def waiting(cup: Competition, by: User, text: str = "a", kind: Upload.Kind = Upload.Kind.SCORES) -> Upload:
    upload = describe_file(Upload(competition=cup, by=by, kind=kind), text, "scores.csv")
    return keep_waiting(upload, Upload.objects.filter(competition=cup, kind=kind), text, COUNTS)


def test_a_waiting_file_is_kept_whole_and_an_applied_one_by_its_digest(cup: Competition, olga: User) -> None:
    upload = waiting(cup, olga)
    assert (upload.status, upload.content, upload.created, upload.applied_at) == ("previewed", "a", 3, None)
    assert SCORE_IMPORT.get_waiting(upload) == upload
    save_applied(upload, olga, "a", COUNTS | {"created": 0})
    upload.refresh_from_db()
    assert (upload.status, upload.content, upload.created, upload.changed) == ("applied", "", 0, 2)
    assert upload.digest == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # SHA-256 of "a"
    assert upload.applied_at is not None


def test_a_newer_file_takes_the_place_of_the_same_persons_of_the_same_kind(
    cup: Competition, olga: User, carla: User
) -> None:
    older, others = waiting(cup, olga), waiting(cup, carla)
    fixtures = waiting(cup, olga, kind=Upload.Kind.FIXTURES)
    newer = waiting(cup, olga, "b")
    assert set(Upload.objects.filter(status="previewed")) == {others, fixtures, newer}
    with pytest.raises(UploadNotFound):
        SCORE_IMPORT.get_waiting(older)


def test_a_file_of_another_kind_or_one_applied_does_not_wait(cup: Competition, olga: User) -> None:
    upload = waiting(cup, olga)
    with pytest.raises(UploadNotFound):
        FIXTURE_IMPORT.get_waiting(upload)
    save_applied(upload, olga, "a", COUNTS)
    with pytest.raises(UploadNotFound, match="doesn't wait any more"):
        SCORE_IMPORT.get_waiting(upload)


def test_the_end_of_a_long_name_is_kept(cup: Competition, olga: User) -> None:
    upload = describe_file(Upload(competition=cup, by=None, kind=Upload.Kind.SCORES), "a", "x" * 300 + ".csv")
    assert (len(upload.file_name), upload.file_name[-4:], upload.by) == (200, ".csv", None)
