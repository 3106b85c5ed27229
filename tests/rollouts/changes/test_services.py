"""Changing flags: what is refused leaves the flag as it was."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from rollouts import flags, subjects
from rollouts.changes import services
from rollouts.changes.services import Author, ChangeRequest, FlagRefused, Source, change_flag, change_flags, revert
from rollouts.models import Flag, FlagChange
from rollouts.propagation import snapshot

F = "waiting_room"
NOBODY = {"everyone": None, "percent": 0}


def by(olga: User, **more: Any) -> Author:
    return Author(source=Source.ADMIN, actor=olga, reason="a try", **more)


@pytest.fixture
def at_nothing(olga: User) -> None:
    """The flag is on for nobody."""
    change_flag(F, NOBODY, by(olga))


def test_change_is_written_with_who_and_why(olga: User) -> None:
    made = change_flag(F, {"everyone": False}, by(olga))
    assert (made.actor, made.source, made.reason, made.before) == (olga, "admin", "a try", None)
    assert made.after is not None
    assert made.after["everyone"] is False
    assert Flag.objects.get(name=F).version == made.version
    assert FlagChange.objects.count() == 1  # the trigger notes only what passes the service


def refused(code: str, patch: dict[str, Any], author: Author, *fields: str, **asked: Any) -> str:
    before = services.current_state(F)
    with pytest.raises(FlagRefused) as error:
        change_flag(F, patch, author, **asked)
    assert error.value.code == code
    assert {*error.value.fields} == {*fields}
    assert services.current_state(F) == before
    return error.value.sentence


@pytest.mark.usefixtures("at_nothing")
@pytest.mark.parametrize(
    ("patch", "field", "sentence"),
    [
        ({"percent": 100.5}, "percent", "from 0 to 100"),
        ({"percent": -1}, "percent", "from 0 to 100"),
        ({"percent": "1e999"}, "percent", "from 0 to 100"),
        ({"percent": "much"}, "percent", "from 0 to 100"),
        ({"percent": 12.345}, "percent", "two decimals"),
        ({"percent": True}, "percent", "from 0 to 100"),
        ({"rings": {"gamma": 5}}, "rings", "no ring gamma; there are internal, beta, ga"),
        ({"rings": {"beta": 101}}, "rings", "from 0 to 100"),
        ({"requires": {"nothing": True}}, "requires", "no flag nothing"),
        ({"requires": {"waiting_room": True}}, "requires", "no flag waiting_room"),
        ({"users": [10**9]}, "users", "no user 1000000000"),
        ({"users": [10**99]}, "users", "no user 1000"),
        ({"users": [[1]]}, "users", "no user"),
        ({"users": [1.0]}, "users", "no user"),
        ({"groups": [5]}, "groups", "no group 5"),
        ({"labels": ["web\0"]}, "labels", "1 to 60 characters"),
        ({"labels": [" "]}, "labels", "1 to 60 characters"),
        ({"note": "\ud800"}, "note", "text of"),
        ({"criteria": {"sport": {"is": "a\0"}}}, "criteria", "needs a text"),
        ({"criteria": {"sport": {"in": ["\udfff"]}}}, "criteria", "list of texts"),
        ({"leagues": ["Friday"]}, "leagues", "ids of leagues"),
        ({"criteria": {"account_age_days": {"about": 3}}}, "criteria", "no condition about"),
        ({"criteria": {"account_age_days": {"at_least": "x"}}}, "criteria", "whole number"),
        ({"criteria": {"sport": {"not_in": "golf"}}}, "criteria", "not_in needs a list"),
        ({"strategy": "luck"}, "strategy", "percentage, ring, canary"),
        ({"everyone": "yes"}, "everyone", "true, false, or null"),
        ({"starts_at": "tomorrow"}, "starts_at", "time zone"),
        ({"starts_at": "2027-01-02T00:00:00+00:00", "ends_at": "2027-01-01T00:00:00+00:00"}, "ends_at", "later"),
        ({"colour": "red"}, "colour", "no field colour"),
    ],
)
def test_mistake_is_named(olga: User, patch: dict[str, Any], field: str, sentence: str) -> None:
    assert sentence in refused("invalid", patch, by(olga), field)


@pytest.mark.usefixtures("at_nothing")
def test_lost_update_is_refused(olga: User) -> None:
    _, version = services.current_state(F)
    change_flag(F, {"percent": 1}, by(olga), expected_version=version)
    assert "changed meanwhile" in refused("stale_version", {"percent": 0}, by(olga), expected_version=version)


@pytest.mark.usefixtures("at_nothing")
def test_frozen_flag_can_be_narrowed_and_killed_but_not_widened(olga: User) -> None:
    change_flag(F, {"percent": 1}, by(olga))
    change_flag(F, {"frozen_at": "2027-01-01T00:00:00+00:00", "freeze_reason": "finals"}, by(olga))
    sentence = refused("frozen", {"percent": 5}, by(olga, override="must be"))
    assert sentence == "waiting_room is frozen (finals): it can be narrowed or turned off. Unfreeze it first."
    change_flag(F, {"percent": 0}, by(olga))
    change_flag(F, {"everyone": False}, by(olga))
    refused("frozen", {"everyone": True}, by(olga, override="must be"))


def test_circle_is_refused(olga: User) -> None:
    change_flag("bots", {"requires": {F: True}}, by(olga))
    sentence = refused("invalid", {"requires": {"bots": True}}, by(olga), "requires")
    assert "waiting_room needs bots needs waiting_room" in sentence or "bots needs waiting_room needs bots" in sentence


@pytest.mark.usefixtures("at_nothing")
def test_only_operators_change_flags(olga: User, max_: User) -> None:
    refused("forbidden", {"percent": 1}, Author(source=Source.API, actor=max_))
    refused("forbidden", {"percent": 1}, Author(source=Source.API))


@pytest.mark.usefixtures("at_nothing")
def test_skipping_steps_wants_a_reason(olga: User) -> None:
    assert "after 0 % comes 1 %" in refused("override_needed", {"percent": 5}, by(olga))
    made = change_flag(F, {"percent": 5}, by(olga, override="tried elsewhere"))
    assert made.override == "tried elsewhere"


@pytest.mark.usefixtures("at_nothing")
def test_peak_hours_want_a_reason(olga: User, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    assert "when most people are here" in refused("override_needed", {"percent": 1}, by(olga))
    change_flag(F, {"everyone": False}, by(olga))


def test_some_flags_are_changed_together_or_not_at_all(olga: User) -> None:
    change_flags([ChangeRequest(flag=each, patch={"everyone": False}) for each in (F, "bots")], by(olga))
    both = [ChangeRequest(flag=each, patch={"everyone": None, "percent": 1}) for each in (F, "bots")]
    with pytest.raises(services.NeedsOverride):
        change_flags(both, by(olga))
    wrong = [*both, ChangeRequest(flag="bots", patch={"percent": 200})]
    with pytest.raises(services.Invalid):
        change_flags(wrong, by(olga, override="an evil day"))
    assert [flag.everyone for flag in Flag.objects.all()] == [False, False]
    assert len(change_flags(both, by(olga, override="an evil day"))) == 2


def test_switch_is_on_or_off(olga: User) -> None:
    with pytest.raises(services.Invalid, match="a switch"):
        change_flag("bidding", {"everyone": None, "percent": 50}, by(olga))
    change_flag("bidding", {"everyone": False}, by(olga))
    change_flag("bidding", {"everyone": True}, by(olga))


def test_unknown_flag_is_said(olga: User) -> None:
    with pytest.raises(services.UnknownFlag):
        change_flag("waiting_rom", {"everyone": True}, by(olga))


@pytest.mark.usefixtures("at_nothing")
def test_revert_brings_back_what_was(olga: User) -> None:
    before, _ = services.current_state(F)
    change = change_flag(F, {"percent": 50, "users": [olga.pk], "rings": {"beta": 100}}, by(olga, override="x"))
    back = revert(change, by(olga))
    assert services.current_state(F)[0] == before
    assert back.reverts == change


def test_revert_of_the_first_change_brings_the_default_back(olga: User) -> None:
    before, _ = services.current_state(F)
    revert(change_flag(F, {"everyone": False}, by(olga)), by(olga))
    assert services.current_state(F)[0] == before


@pytest.mark.usefixtures("at_nothing")
def test_revert_leaves_a_freeze_that_came_later(olga: User) -> None:
    wide = change_flag(F, {"percent": 25}, by(olga, override="x"))
    narrow = change_flag(F, {"percent": 1}, by(olga))
    freeze = change_flag(F, {"frozen_at": "2027-01-01T00:00:00+00:00", "freeze_reason": "finals"}, by(olga))
    with pytest.raises(services.Frozen):
        revert(narrow, by(olga))
    revert(wide, by(olga))
    assert services.current_state(F)[0]["freeze_reason"] == "finals"
    revert(freeze, by(olga))
    assert services.current_state(F)[0]["frozen_at"] is None


@pytest.mark.usefixtures("at_nothing")
def test_other_hands_are_noted(olga: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET everyone = false WHERE name = %s", [F])
    change = FlagChange.objects.latest("id")
    assert (change.source, change.actor, change.before["everyone"], change.after["everyone"]) == (
        "sql",
        None,
        None,
        False,
    )
    revert(change, by(olga))
    assert services.current_state(F)[0]["everyone"] is None


@pytest.mark.usefixtures("at_nothing")
def test_arms_are_kept_noted_and_taken_back(olga: User) -> None:
    arms = [{"name": "as_today", "weight": 33.33}, {"name": "larger", "weight": 66.67}]
    change = change_flag(F, {"arms": arms}, by(olga))
    assert (change.before["arms"], change.after["arms"]) == ([], arms)
    assert snapshot.current().flags[F].arms == (("as_today", 3_333), ("larger", 6_667))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET arms = '[]' WHERE name = %s", [F])
    by_hand = FlagChange.objects.latest("id")
    assert (by_hand.source, by_hand.before["arms"], by_hand.after["arms"]) == ("sql", arms, [])
    revert(by_hand, by(olga))
    assert services.current_state(F)[0]["arms"] == arms
    with pytest.raises(services.Invalid, match=r"The weights come to 90\.00 %"):
        change_flag(F, {"arms": [{"name": "a", "weight": 45}, {"name": "b", "weight": 45}]}, by(olga))
    assert services.current_state(F)[0]["arms"] == arms


def test_changes_are_kept(olga: User) -> None:
    change = change_flag(F, {"everyone": False}, by(olga))
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        change.delete()
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        FlagChange.objects.update(reason="better")


# A row that this release can't read -------------------------------------------------------------------
def test_kill_of_a_flag_that_cannot_be_read_works_and_keeps_what_is_stored(olga: User) -> None:
    later = {"sport": {"like": "foot"}}
    row = Flag.objects.create(name=F, everyone=True)
    Flag.objects.filter(pk=row.pk).update(criteria=later, rings=[])
    change_flag(F, {"everyone": False}, by(olga))
    row.refresh_from_db()
    assert (row.everyone, row.criteria, row.rings) == (False, later, [])
    assert not flags.has_waiting_room(subjects.anonymous())


def test_flag_is_mended_by_giving_what_could_not_be_read(olga: User) -> None:
    row = Flag.objects.create(name=F, percent=0)
    Flag.objects.filter(pk=row.pk).update(rings=[], criteria=7)
    change_flag(F, {"rings": {}, "criteria": {}}, by(olga))
    assert snapshot.current().unreadable == {}


def test_other_flags_are_changed_as_ever_beside_one_that_cannot_be_read(olga: User) -> None:
    row = Flag.objects.create(name=F)
    Flag.objects.filter(pk=row.pk).update(requires=["bots"], criteria=3, rings="x")
    change_flag("bots", {"everyone": False}, by(olga))
    assert Flag.objects.get(name="bots").everyone is False
