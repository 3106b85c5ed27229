"""`rollout`: the way up and the way back, from a terminal."""

from collections.abc import Iterator, Mapping

import pytest

from accounts.models import User
from rollouts.changes import services, side_effects
from rollouts.changes.services import Author, Source, change_flag
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import FlagChange
from tests.rollouts.management.commands import run

F = "waiting_room"
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_five(db: None) -> None:
    change_flag(F, {"everyone": None, "percent": 5}, Author(source=Source.CODE))


def share() -> tuple[bool | None, float | None]:
    state, _ = services.current_state(F)
    return state["everyone"], state["percent"]


@pytest.mark.usefixtures("at_five")
def test_step_takes_the_next(db: None) -> None:
    ran = run("rollout", F, "--step", "--reason", "calm")
    change = FlagChange.objects.latest("id")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "waiting_room is changed:",
        "  percentage: 5.0 → 10.0",
        f"This is change {change.pk}; `rollout waiting_room --revert {change.pk}` takes it back.",
    ]
    assert (share(), change.source, change.reason) == ((None, 10), "command", "calm")


@pytest.mark.usefixtures("at_five")
def test_skipped_steps_want_an_override() -> None:
    ran = run("rollout", F, "--to", "75")
    assert (ran.code, "after 5 % comes 10 %" in ran.err, share()) == (3, True, (None, 5))
    tried = run("rollout", F, "--to", "75", "--dry-run")
    assert (tried.code, "It needs --override with a reason." in tried.out, share()) == (0, True, (None, 5))
    done = run("rollout", F, "--to", "75", "--override", "tried elsewhere", "--json").json()
    assert (done["changed"], done["cautions"]) == (True, ["It skips steps: after 5 % comes 10 %."])
    assert (share(), FlagChange.objects.latest("id").override) == ((None, 75), "tried elsewhere")


@pytest.mark.usefixtures("at_five")
def test_frozen_flag_is_killed_but_not_widened() -> None:
    assert run("rollout", F, "--freeze", "--reason", "finals").code == 0
    assert "frozen (finals)" in run("rollout", F, "--step").err
    assert run("rollout", F, "--kill").code == 0
    assert share() == (False, 5)
    assert "is off for everybody. Turn it on" in run("rollout", F, "--step").err
    killed = FlagChange.objects.latest("id").pk
    assert "frozen (finals)" in run("rollout", F, "--revert").err  # which would let people in
    assert run("rollout", F, "--unfreeze").code == 0
    assert run("rollout", F, "--revert", str(killed)).code == 0
    assert share() == (None, 5)


@pytest.mark.usefixtures("at_five")
def test_any_change_can_be_taken_back() -> None:
    first = FlagChange.objects.get()
    run("rollout", F, "--step")
    run("rollout", F, "--step")
    tried = run("rollout", F, "--revert", str(first.pk), "--dry-run", "--json").json()
    assert (tried["changed"], tried["change"], tried["differences"]["enabled"]) == (False, None, [None, True])
    done = run("rollout", F, "--revert", "--json").json()
    assert done["differences"] == {"percentage": [25.0, 10.0]}
    assert FlagChange.objects.latest("id").reverts is not None
    for which in ("0", "x", str(10**30)):
        assert run("rollout", F, "--revert", which).err == f"waiting_room has no change {which}."
    assert run("rollout", "bots", "--revert").err == "bots has no change."


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["waiting_rom", "--step"], 1, "There is no flag waiting_rom."),
        ([F, "--step"], 1, "waiting_room is on for everybody already."),
        ([F, "--to", "101"], 1, "percent: Give a percentage"),
        (["bidding", "--to", "5"], 1, "bidding is a switch"),
        ([F], 2, "one of the arguments"),
        ([F, "--step", "--kill"], 2, "not allowed with"),
    ],
)
def test_what_is_refused_changes_nothing(words: list[str], code: int, sentence: str) -> None:
    ran = run("rollout", *words)
    assert (ran.code, sentence in ran.err) == (code, True), ran.err
    assert not FlagChange.objects.exists()


def test_other_strategies_have_no_percentage() -> None:
    change_flag(
        F, {"everyone": None, "strategy": "ring", "rings": {"beta": 5}}, Author(source=Source.CODE, override="x")
    )
    for words in (["--step"], ["--to", "10"]):
        assert "is released by ring, not by percentage" in run("rollout", F, *words).err


class OpenRooms:
    """A consequence that counts how the flag went: an app above would do something for people."""

    choices: Mapping[str, str] = {"wait": "Let them finish.", "close": "Send them home."}

    def preview(self, before: FlagSnapshot, after: FlagSnapshot) -> AffectedSummary | None:
        closes = before.flags["bots"].everyone is not False and after.flags["bots"].everyone is False
        return AffectedSummary("2 rooms are open.", ("Friday: 3 people", "Sunday: 1 person")) if closes else None

    def carry_out(self, choice: str, before: FlagSnapshot, after: FlagSnapshot, actor: User | None) -> list[str]:
        """Nothing hangs on it here."""
        return [self.choices[choice]]


@pytest.fixture
def open_rooms() -> Iterator[None]:
    side_effects.by_flag["bots"] = OpenRooms()
    yield
    del side_effects.by_flag["bots"]


@pytest.mark.usefixtures("open_rooms")
def test_dry_run_says_whom_it_affects_and_what_can_be_chosen() -> None:
    lines = run("rollout", "bots", "--kill", "--dry-run").out.splitlines()
    assert lines[2:] == [
        "2 rooms are open.",
        "  Friday: 3 people",
        "  Sunday: 1 person",
        "  --consequence wait: Let them finish.",
        "  --consequence close: Send them home.",
    ]
    told = run("rollout", "bots", "--kill", "--consequence", "close", "--json").json()
    assert (told["affected"]["sentence"], told["choices"]) == ("2 rooms are open.", OpenRooms.choices)
    assert FlagChange.objects.get().consequence == "close"
    assert run("rollout", "bots", "--freeze", "--json").json()["affected"] is None


def test_switch_is_turned_on_and_off_for_everybody(db: None) -> None:
    assert run("rollout", "read_only", "--to", "100", "--reason", "a restore", "--override", "a restore").code == 0
    assert services.current_state("read_only")[0]["everyone"] is True
    assert run("rollout", "read_only", "--to", "0").code == 0
    assert services.current_state("read_only")[0]["everyone"] is False
    half = run("rollout", "read_only", "--to", "50")
    assert (half.code, "is a switch: --to 100 turns it on" in half.err) == (1, True)
