"""Side effects of a flag's change on those whom it affects: after the commit, as chosen, and said to the operator."""

from collections.abc import Iterator, Mapping

import pytest
from django.db import connection, transaction

from accounts.models import User
from rollouts.changes import services, side_effects
from rollouts.changes.services import Author, Invalid, Source, change_flag
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import FlagChange
from tests import cast

F = "bots"
OFF = {"everyone": False}


class Benches:
    """Bots that a change sends off sit on a bench, or go home."""

    choices: Mapping[str, str] = {"bench": "They sit down.", "home": "They go home."}

    def __init__(self) -> None:
        self.done: list[tuple[str, bool, bool, bool, User | None]] = []

    def preview(self, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
        """Whatever the change is, two are affected."""
        return AffectedSummary("2 bots.", ("Bo", "Bea"))

    def carry_out(self, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
        """Note what was asked, and whether the change was committed by then."""
        was, becomes = F in before.flags, after.flags[F].everyone
        self.done.append((choice, was, becomes is True, connection.in_atomic_block, actor))
        if choice == "home":
            raise RuntimeError("no bus")
        return [f"Bo: {choice}.", f"Bea: {choice}."]


@pytest.fixture
def benches(transactional_db: None) -> Iterator[Benches]:
    side_effects.by_flag[F] = Benches()
    yield side_effects.by_flag[F]  # type: ignore[misc] # just put there
    del side_effects.by_flag[F]


@pytest.fixture
def author(transactional_db: None) -> Author:
    return Author(source=Source.ADMIN, actor=cast.make_user("Olga", is_staff=True))


def test_without_a_choice_what_harms_least_is_done_after_the_commit(benches: Benches, author: Author) -> None:
    change = change_flag(F, OFF, author)
    assert benches.done == [("bench", False, False, False, author.actor)]
    assert change.done == ["Bo: bench.", "Bea: bench."]
    assert FlagChange.objects.get().consequence == ""


def test_it_waits_for_the_commit_of_whoever_began_a_transaction(benches: Benches, author: Author) -> None:
    with transaction.atomic():
        change = change_flag(F, OFF, author, consequence="bench")
        assert (benches.done, change.done) == ([], ())
    assert change.done == ["Bo: bench.", "Bea: bench."]
    assert FlagChange.objects.get().consequence == "bench"


def test_change_that_is_rolled_back_has_no_consequence(benches: Benches, author: Author) -> None:
    with transaction.atomic():
        change_flag(F, OFF, author)
        transaction.set_rollback(True)
    assert benches.done == []


def test_what_fails_is_said_and_the_change_stands(benches: Benches, author: Author) -> None:
    change = change_flag(F, OFF, author, consequence="home")
    assert change.done == [
        "The flag was changed, and what was chosen with it failed: RuntimeError('no bus'). The log has more."
    ]
    assert services.current_state(F)[0]["everyone"] is False


@pytest.mark.parametrize(
    ("flag", "hint"), [(F, "Choose one of bench, home."), ("bidding", "There is nothing to choose for this flag.")]
)
def test_choice_that_is_not_offered_changes_nothing(benches: Benches, author: Author, flag: str, hint: str) -> None:
    with pytest.raises(Invalid) as refused:
        change_flag(flag, OFF, author, consequence="party")
    assert refused.value.fields == {"consequence": hint}
    assert (FlagChange.objects.count(), benches.done) == (0, [])


def test_flag_without_consequences_has_none(benches: Benches, author: Author) -> None:
    assert change_flag("bidding", OFF, author).done == []
    assert benches.done == []
