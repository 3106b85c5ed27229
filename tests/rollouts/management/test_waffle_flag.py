"""`waffle_flag` and `waffle_switch`: waffle's options, our service."""

import argparse
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import get_commands
from django.core.management.base import BaseCommand
from waffle.management.commands import waffle_flag, waffle_switch

from accounts.models import User
from rollouts.changes import services
from rollouts.changes.services import Author, Source, change_flag
from rollouts.management.commands import waffle_flag as our_flag
from rollouts.management.commands import waffle_switch as our_switch
from rollouts.models import Flag, FlagChange
from tests.rollouts.management.commands import run

F = "waiting_room"


def state() -> dict[str, Any]:
    return services.current_state(F)[0]


def options_of(command: BaseCommand) -> dict[str, str]:
    """The destination of each option and argument."""
    parser: argparse.ArgumentParser = command.create_parser("manage.py", "x")
    return {name: each.dest for each in parser._actions for name in (each.option_strings or [each.dest])}


@pytest.mark.parametrize(("theirs", "ours"), [(waffle_flag, our_flag), (waffle_switch, our_switch)])
def test_every_option_of_waffle_is_there(theirs: Any, ours: Any) -> None:
    assert options_of(theirs.Command()).items() <= options_of(ours.Command()).items()


@pytest.mark.parametrize("name", ["waffle_flag", "waffle_switch"])
def test_manage_finds_ours(name: str) -> None:
    assert get_commands()[name] == "rollouts"


def test_only_what_is_named_changes(olga: User) -> None:
    kinds = {"superusers": True, "staff": True, "testing": True}
    change_flag(F, {"everyone": None, "percent": 5, **kinds}, Author(source=Source.CODE, override="x"))
    ran = run("waffle_flag", F, "--percent", "10")
    assert (ran.code, ran.out, ran.err) == (0, "Setting percent: 10.0\n", "")
    assert {**state(), **kinds} == state()
    assert (state()["percent"], state()["everyone"]) == (10, None)
    run("waffle_flag", F, "--no-staff", "--no-testing")
    assert (state()["staff"], state()["testing"], state()["superusers"]) == (False, False, True)


def test_each_option_changes_its_field(db: None) -> None:
    for words, field, value in [
        (["--everyone"], "everyone", True),
        (["--deactivate"], "everyone", False),
        (["--unknown"], "everyone", None),
        (["-p", "18.35"], "percent", 18.35),
        (["--superusers"], "superusers", True),
        (["--staff"], "staff", True),
        (["--authenticated"], "authenticated", True),
        (["-t"], "testing", True),
    ]:
        assert run("waffle_flag", F, *words).code == 0
        assert state()[field] == value, words


def test_groups_and_users_are_set_or_added(olga: User, max_: User) -> None:
    team, staff = (Group.objects.create(name=name) for name in ("team", "staff"))
    run("waffle_flag", F, "-g", "team", "-u", "max@example.com")
    assert (state()["groups"], state()["users"]) == ([team.pk], [max_.pk])
    run("waffle_flag", F, "-g", "staff", "-u", "OLGA@example.com", "--append")
    assert (state()["groups"], state()["users"]) == (sorted([team.pk, staff.pk]), sorted([olga.pk, max_.pk]))
    run("waffle_flag", F, "-g", "staff", "-u", str(olga.pk))
    assert (state()["groups"], state()["users"]) == ([staff.pk], [olga.pk])
    assert run("waffle_flag", F, "-g", "crew").err == "Group crew does not exist."
    assert "no user nobody@example.com" in run("waffle_flag", F, "-u", "nobody@example.com").err


def test_change_is_noted_with_its_reason_and_its_cautions_as_set_aside(db: None) -> None:
    run("waffle_flag", F, "--unknown", "--percent", "1")
    run("waffle_flag", F, "--percent", "50", "--reason", "the boss said so")
    change = FlagChange.objects.latest("id")
    assert (change.source, change.reason, change.override) == ("command", "the boss said so", "by waffle_flag")


def test_percentage_without_effect_is_told(db: None) -> None:
    assert "on for everyone, so the percentage counts only after --unknown" in run("waffle_flag", F, "-p", "10").err
    assert (state()["everyone"], state()["percent"]) == (True, 10)
    assert "no effect" in run("waffle_flag", F, "--rollout", "--staff").err


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["waiting_rom", "--everyone", "--create"], 1, "There is no flag waiting_rom."),
        ([F, "--percent", "101"], 1, "percent: Give a percentage from 0 to 100"),
        ([F, "--percent", "much"], 1, "percent: Give a percentage from 0 to 100"),
        (["bidding", "--unknown"], 1, "bidding is a switch"),
        ([F], 2, "Nothing to change is named."),
        ([], 1, "You need to specify a flag name."),
        ([F, "--everyone", "--deactivate"], 2, "not allowed with"),
    ],
)
def test_what_is_refused_changes_nothing(db: None, words: list[str], code: int, sentence: str) -> None:
    ran = run("waffle_flag", *words)
    assert (ran.code, sentence in ran.err) == (code, True), ran.err
    assert not Flag.objects.exists()


def test_frozen_flag_is_refused(db: None) -> None:
    frozen = {"everyone": None, "percent": 1, "frozen_at": "2027-01-01T00:00:00+00:00"}
    change_flag(F, frozen, Author(source=Source.CODE))
    assert run("waffle_flag", F, "--percent", "5").code == 1
    assert run("waffle_flag", F, "--deactivate").code == 0


def test_left_over_flag_can_still_be_changed(db: None) -> None:
    Flag.objects.create(name="left_over", everyone=True)
    assert run("waffle_flag", "left_over", "--deactivate").code == 0


def test_list_shows_every_flag_as_waffle_does(max_: User) -> None:
    run("waffle_flag", F, "-u", "max@example.com")
    listed = run("waffle_flag", "--list").out
    assert listed.startswith("Flags:\nNAME: bidding\nSUPERUSERS: False\nEVERYONE: True\n")
    assert "USERS: ['max@example.com']" in listed
