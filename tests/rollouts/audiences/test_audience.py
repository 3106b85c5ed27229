"""Those who enter and leave with a change."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services import create_bot_user
from rollouts.audiences import audience
from rollouts.audiences.audience import NamedSubject, UserSource, audience_changes, dependent_flags
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.types import BucketBy, FlagConfig, FlagSnapshot, Subject
from tests import cast

F = FlagConfig(name="f", bucket_by=BucketBy.LEAGUE)
PLACES = {name: bucket("f", BucketBy.LEAGUE, name) for name in map(str, range(200))}
LEAGUES = [NamedSubject(id=name, name=f"League {name}", subjects=(Subject(league=name),)) for name in PLACES]


def at(percent: int) -> FlagSnapshot:
    return FlagSnapshot(flags={"f": replace(F, percent=percent)})


def below(percent: int) -> set[str]:
    return {f"League {name}" for name, place in PLACES.items() if place < percent}


def test_those_who_enter_and_leave_are_named() -> None:
    found = audience_changes(
        "f", BucketBy.LEAGUE, LEAGUES, [at(1000)], {"up": [at(2500)], "down": [at(500)], "same": [at(1000)]}, 0.0
    )
    up, down = found["up"], found["down"]
    assert {*up.entering} == below(2500) - below(1000)
    assert (up.enter, up.leave, up.had, up.have) == (len(up.entering), 0, len(below(1000)), len(below(2500)))
    assert {*down.leaving} == below(1000) - below(500)
    assert (down.enter, down.entering) == (0, ())
    assert [bool(each) for each in (up, down, found["same"])] == [True, True, False]


def test_the_first_names_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    found = audience_changes("f", BucketBy.LEAGUE, LEAGUES, [at(0)], {"all": [at(10_000)]}, 0.0)["all"]
    assert (found.enter, len(found.entering), found.complete) == (200, audience.MAX_NAMES_SHOWN, True)
    assert found.entering == tuple(sorted(each.name for each in LEAGUES)[: audience.MAX_NAMES_SHOWN])
    monkeypatch.setattr(audience, "MAX_SUBJECTS", 100)
    bounded = audience_changes("f", BucketBy.LEAGUE, LEAGUES, [at(0)], {"all": [at(10_000)]}, 0.0)["all"]
    assert (bounded.enter, bounded.total, bounded.complete) == (100, 100, False)


def test_a_league_has_what_one_of_its_commissioners_gets() -> None:
    two = NamedSubject(id="x", name="X", subjects=(Subject(league="x"), Subject(league="x", staff=True)))
    nobody = NamedSubject(id="y", name="Y", subjects=())
    after = FlagSnapshot(flags={"f": replace(F, staff=True)})
    assert audience_changes("f", BucketBy.LEAGUE, [two, nobody], [at(0)], {"": [after]}, 0.0)[""].entering == ("X",)


def test_dependents_are_found_through_others_and_once() -> None:
    on = (("a", True),)
    set_ones = {
        "b": FlagConfig(name="b", requires=on),
        "c": FlagConfig(name="c", requires=(("b", True), *on)),
        "d": FlagConfig(name="d", requires=(("c", False),)),
        "e": FlagConfig(name="e"),
    }
    now = FlagSnapshot(flags=set_ones, default_requires={"e": on, "f": on})  # what e needs, its row says
    assert dependent_flags(now, "a") == ["b", "c", "f", "d"]
    assert dependent_flags(now, "d") == []


def test_people_are_those_who_can_sign_in(carla: User, max_: User, otto: User) -> None:
    create_bot_user("Robo")
    User.objects.filter(pk=otto.pk).update(is_active=False)
    with CaptureQueriesContext(connection) as queries:
        everybody = list(UserSource().all())
    assert len(queries) == 1
    assert [(each.id, each.name) for each in everybody] == [
        (str(carla.pk), "carla@example.com"),
        (str(max_.pk), "max@example.com"),
    ]
    assert everybody[0].subjects[0].user == carla.pk
    assert everybody[0].traits == {"account_age_days": 0}


def test_people_are_found_by_id_address_and_name(carla: User, max_: User, mia: User) -> None:
    def found(text: str) -> list[str]:
        return [each.name for each in UserSource().find(text)]

    assert found(str(max_.pk)) == ["max@example.com"]
    assert found("MAX@example.com") == ["max@example.com"]
    assert found("m") == ["carla@example.com", "max@example.com", "mia@example.com"]
    assert found("9" * 40) == found("nobody") == []
    assert UserSource().names([str(mia.pk), "0"]) == {str(mia.pk): "mia@example.com"}


def test_no_more_people_are_read_than_are_counted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "MAX_SUBJECTS", 2)
    for number in range(5):
        cast.make_user(f"P{number}")
    assert len(list(UserSource().all())) == 3
