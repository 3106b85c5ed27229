"""Notes cost a set's look, wait in bounds, are written once, and are lost only to be counted as lost."""

from dataclasses import replace
from uuid import uuid4

import pytest

from accounts.models import User
from auctionsite.observability import metrics
from rollouts import flags, subjects
from rollouts.evaluation.evaluate import Evaluation, Reason, evaluate
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import BucketBy, FlagConfig, FlagSnapshot, Subject
from rollouts.exposures import recorder
from rollouts.exposures.recorder import Buffer, Waiting
from rollouts.exposures.storage import ExposureEntry, FailureEntry
from rollouts.models import Exposure, SubjectFailure
from rollouts.propagation import snapshot

LEAGUE = str(uuid4())
ENTRY = ExposureEntry("waiting_room", BucketBy.LEAGUE, LEAGUE, True, True)


class Table:
    """A table with what was written to it, statement by statement; it may be away."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []
        self.away = False

    def write(self, noted: list[Waiting[str]]) -> None:
        if self.away:
            raise OSError("The table is away.")
        self.written.append([each.entry for each in noted])
        assert all(each.age >= 0 for each in noted)


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recorder of a process that has just begun."""
    for name in ("exposures", "failures"):
        monkeypatch.setattr(recorder, name, Buffer(getattr(recorder, name)._write, 600))


def lost() -> float:
    value = metrics.REGISTRY.get_sample_value("auctionsite_exposures_lost_total")
    assert value is not None
    return value


def test_what_is_noted_often_is_written_once(table: Table) -> None:
    buffer = Buffer(table.write, 600)
    for _ in range(3):
        buffer.note("a")
    buffer.note("b")
    assert buffer.write_some() == 2
    buffer.note("a")
    assert buffer.write_some() == 0
    assert table.written == [["a", "b"]]


def test_after_a_change_or_some_minutes_everybody_is_written_anew(table: Table) -> None:
    buffer = Buffer(table.write, 600)
    buffer.note("a")
    buffer.write_some()
    buffer.forget_known()
    buffer.note("a")
    assert buffer.write_some() == 1
    forgetful = Buffer(table.write, 0)
    forgetful.note("a")
    forgetful.write_some()
    forgetful.write_some()
    forgetful.note("a")
    assert forgetful.write_some() == 1


def test_what_cannot_be_written_waits_on(table: Table) -> None:
    buffer = Buffer(table.write, 600)
    buffer.note("a")
    table.away = True
    with pytest.raises(OSError, match="away"):
        buffer.write_some()
    buffer.note("b")
    buffer.note("a")
    table.away = False
    assert buffer.write_some() == 2
    assert table.written == [["a", "b"]]


def test_waiting_is_bounded_and_what_is_lost_is_counted(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_WAITING", 3)
    monkeypatch.setattr(recorder, "AT_ONCE", 2)
    buffer, before = Buffer(table.write, 600), lost()
    for entry in "abcde":
        buffer.note(entry)
    assert lost() == before + 2
    assert [buffer.write_some() for _ in range(3)] == [2, 1, 0]
    buffer.note("e")
    assert buffer.write_some() == 1


def test_known_are_bounded(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "MOST_KNOWN", 2)
    buffer = Buffer(table.write, 600)
    for entry in "abc":
        buffer.note(entry)
    buffer.write_some()
    buffer.write_some()
    assert len(buffer._known) <= 2


def evaluation(**changes: object) -> Evaluation:
    base = Evaluation("waiting_room", value=True, reason=Reason.PERCENTAGE, version=1, trace=())
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_subject_is_what_the_flag_goes_by(fresh: None) -> None:
    asked = Subject(user=7, league=LEAGUE, auction="a1")
    recorder.note_exposure(FlagSnapshot(), asked, evaluation())
    by_user = FlagSnapshot(flags={"waiting_room": FlagConfig(name="waiting_room", bucket_by=BucketBy.USER)})
    recorder.note_exposure(by_user, asked, evaluation(value=False, reason=Reason.CRITERIA))
    recorder.note_exposure(by_user, replace(asked, user=None), evaluation())
    recorder.write_some()
    rows = Exposure.objects.order_by("kind").values_list("flag", "kind", "subject", "value", "drawn")
    assert list(rows) == [
        ("waiting_room", "league", LEAGUE, True, True),
        ("waiting_room", "user", "7", False, False),
    ]


@pytest.mark.django_db
def test_arm_is_noted(fresh: None) -> None:
    arms = FlagConfig(
        name=flags.WAITING_ROOM.name, everyone=True, bucket_by=BucketBy.LEAGUE, arms=(("a", 1), ("b", 9_999))
    )
    now, asked = FlagSnapshot(flags={arms.name: arms}), Subject(league=LEAGUE)
    recorder.note_exposure(now, asked, evaluate(now, arms.name, asked))
    off = FlagSnapshot(flags={arms.name: replace(arms, everyone=False)})
    recorder.note_exposure(off, asked, evaluate(off, arms.name, asked))
    recorder.write_some()
    assert {*Exposure.objects.values_list("value", "arm")} == {(True, "b"), (False, "")}


@pytest.mark.django_db
def test_acting_on_a_flag_is_noted_and_a_preview_is_not(fresh: None) -> None:
    asked = subjects.anonymous().on_behalf_of(LEAGUE)
    flags.has_waiting_room(asked, snapshot.current())
    assert recorder.exposures.write_some() == 0
    flags.has_waiting_room(asked)
    assert recorder.exposures.write_some() == 1
    assert Exposure.objects.get().subject == LEAGUE


@pytest.mark.django_db
def test_every_flag_notes_whom_its_reader_was_asked_for(fresh: None, carla: User) -> None:
    """All but the switches, which are the same for everybody: a new flag whose reader notes nobody has no figures."""
    league, auction = uuid4(), uuid4()
    flags.has_waiting_room(subjects.anonymous().on_behalf_of(str(league)))
    flags.bots_may_play(league, auction)
    flags.rooms_talk(league, auction)
    flags.rooms_have_spectators(league, auction)
    flags.leagues_play_slowly(subjects.anonymous().on_behalf_of(str(league)))
    flags.managers_leave_maxima(league)
    flags.reads_other_languages(carla)
    flags.mails_notices(league)
    flags.pushes_notices(league)
    for use_case in flags.UseCase:
        flags.keeps_state(use_case, auction)
    flags.writes_snapshots(auction)
    flags.recovers_state(auction)
    recorder.write_some()
    met = dict(Exposure.objects.values_list("flag", "subject"))
    ids = {BucketBy.AUCTION: auction, BucketBy.LEAGUE: league, BucketBy.USER: carla.pk}
    expected = {name: str(ids[spec.bucket_by]) for name, spec in SPECS.items() if not spec.switch}
    assert met == expected


@pytest.mark.django_db
def test_switches_are_nobodys_arm(fresh: None) -> None:
    flags.operator_switches()
    assert recorder.exposures.write_some() == 0


@pytest.mark.django_db
def test_after_a_change_of_a_flag_subjects_are_noted_anew(fresh: None) -> None:
    recorder.exposures.note(ENTRY)
    recorder.write_some()
    recorder.flags_changed(FlagSnapshot(), FlagSnapshot())
    recorder.exposures.note(ENTRY)
    assert recorder.exposures.write_some() == 1


@pytest.mark.django_db
def test_failures_are_written_beside_exposures(fresh: None) -> None:
    recorder.note_failure(BucketBy.LEAGUE, LEAGUE, "server_error")
    recorder.write_some()
    found = SubjectFailure.objects.get()
    assert FailureEntry(BucketBy(found.kind), found.subject, found.metric) == ("league", LEAGUE, "server_error")


@pytest.mark.django_db(transaction=True)
def test_process_that_follows_the_flags_writes_by_itself(fresh: None) -> None:
    follower = snapshot.follow("web")
    try:
        flags.has_waiting_room(subjects.anonymous().on_behalf_of(LEAGUE))
    finally:
        follower.stop()
    assert Exposure.objects.get().subject == LEAGUE
