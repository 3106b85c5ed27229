"""Actions by one click: what each does, and what is asked when it can't."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import League
from rollouts import flags, subjects
from rollouts.models import Flag, FlagChange
from tests import cast
from tests.rollouts.admin.admin_site import ROOM, address, change, do, state, text_of, version


@pytest.fixture
def a_quarter(olga: User) -> FlagChange:
    """The waiting room is on for 25 %."""
    change(ROOM, olga, everyone=None, percent=10)
    return change(ROOM, olga, percent=25)


def last() -> FlagChange:
    return FlagChange.objects.latest("id")


@pytest.mark.usefixtures("a_quarter")
def test_steps_are_one_click(admin: Client, olga: User) -> None:
    text = text_of(do(admin, ROOM, "up", reason="all is quiet"))
    assert "Done: waiting_room is on for 50 % of leagues." in text
    assert (last().actor, last().source, last().reason) == (olga, "admin", "all is quiet")
    do(admin, ROOM, "down")
    assert state(ROOM)["percent"] == 25


@pytest.mark.usefixtures("a_quarter")
def test_turning_off_and_taking_it_back(admin: Client, league: League) -> None:
    before = state(ROOM)
    assert "off for everyone" in text_of(do(admin, ROOM, "kill", reason="it breaks"))
    assert not flags.has_waiting_room(subjects.anonymous().on_behalf_of(str(league.pk)))
    killed = last()
    do(admin, ROOM, "back", change=killed.pk, reason="a false alarm")
    assert state(ROOM) == before
    assert (last().reverts, last().reason) == (killed, "a false alarm")


@pytest.mark.usefixtures("a_quarter")
def test_turning_off_asks_nothing(admin: Client, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    change(ROOM, frozen_at="2026-11-21T14:02:00+00:00", freeze_reason="finals")
    do(admin, ROOM, "kill", expected=1)  # looked at long ago
    assert state(ROOM)["everyone"] is False


@pytest.mark.usefixtures("a_quarter")
def test_freezing_wants_a_reason_and_holds(admin: Client) -> None:
    assert "Say why it is to be frozen" in text_of(do(admin, ROOM, "freeze"))
    assert state(ROOM)["frozen_at"] is None
    do(admin, ROOM, "freeze", reason="finals")
    assert state(ROOM)["freeze_reason"] == "finals"
    text = text_of(do(admin, ROOM, "up"))
    assert "waiting_room is frozen (finals): it can be narrowed or turned off. Unfreeze it first." in text
    assert "Step up</button>" not in text
    do(admin, ROOM, "unfreeze")
    do(admin, ROOM, "up")
    assert (state(ROOM)["percent"], state(ROOM)["freeze_reason"]) == (50, "")


@pytest.mark.usefixtures("a_quarter")
def test_caution_is_shown_and_a_reason_sets_it_aside(admin: Client, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    text = text_of(do(admin, ROOM, "up", reason="it must be"))
    assert "when most people are here" in text
    assert 'name="override"' in text
    assert 'value="it must be"' in text
    assert state(ROOM)["percent"] == 25
    do(admin, ROOM, "up", override="the sponsor asks", reason="it must be")
    assert (state(ROOM)["percent"], last().override) == (50, "the sponsor asks")


@pytest.mark.usefixtures("a_quarter")
def test_change_made_meanwhile_is_shown_first(admin: Client, max_: User) -> None:
    looked_at = version(ROOM)
    max_.is_staff = True
    max_.save()
    change(ROOM, max_, percent=50)
    text = text_of(do(admin, ROOM, "up", expected=looked_at, reason="all is quiet"))
    assert "waiting_room was changed meanwhile. Look at it again, then decide." in text
    assert "<strong>max@example.com</strong>" in text
    assert "<del>25 %</del> → <ins>50 %</ins>" in text
    assert "waiting_room becomes: on for 75 % of leagues." in text
    assert 'value="all is quiet"' in text
    assert f'name="expected" value="{version(ROOM)}"' in text
    assert state(ROOM)["percent"] == 50


@pytest.mark.parametrize(
    ("patch", "action", "says"),
    [
        ({"everyone": False}, "kill", "It is off for everyone already."),
        ({"everyone": True}, "on", "It is on for everyone already."),
        ({"everyone": True}, "up", "It is at the top of the ladder already."),
        ({"everyone": None, "percent": 0}, "down", "It is at the bottom of the ladder already."),
        ({"everyone": None, "strategy": "canary"}, "up", "It goes by server, which has no steps."),
        ({"everyone": True}, "dance", "There is no such button."),
        ({"everyone": True}, "", "There is no such button."),
    ],
)
def test_what_would_change_nothing_changes_nothing(
    admin: Client, patch: dict[str, Any], action: str, says: str
) -> None:
    made = change(ROOM, None, **patch)
    assert f"{says} Nothing was changed." in text_of(do(admin, ROOM, action))
    assert last() == made


def test_any_change_is_taken_back_after_a_look(admin: Client, olga: User, a_quarter: FlagChange) -> None:
    change(ROOM, olga, percent=100)
    text = text_of(admin.get(address("take_back", ROOM, a_quarter.pk)))
    assert "Back to what it was before the change by olga@example.com" in text
    assert "waiting_room becomes: on for 10 % of leagues." in text
    assert '<th scope="row">Percentage</th><td>100 %</td><td>10 %</td>' in text
    do(admin, ROOM, "back", change=a_quarter.pk)
    assert state(ROOM)["percent"] == 10


@pytest.mark.parametrize("change_id", [0, 10**30, "x", ""])
def test_change_that_there_is_not_is_not_taken_back(admin: Client, change_id: Any) -> None:
    assert do(admin, ROOM, "back", change=change_id).status_code == 404


def test_change_of_another_flag_is_not_taken_back(admin: Client, a_quarter: FlagChange) -> None:
    assert do(admin, "bots", "back", change=a_quarter.pk).status_code == 404
    assert admin.get(address("take_back", "bots", a_quarter.pk)).status_code == 404


def test_change_that_names_somebody_who_is_gone_is_taken_back_and_says_so(admin: Client, mia: User) -> None:
    change(ROOM, users=[mia.pk])
    made = change(ROOM, users=[])
    gone = mia.pk
    mia.delete()
    said = f"Left out: the user {gone}, which"
    assert said in text_of(admin.get(address("take_back", ROOM, made.pk)))
    assert said in text_of(do(admin, ROOM, "back", change=made.pk))
    assert state(ROOM)["users"] == []


def test_switch_is_turned_on_and_off(admin: Client) -> None:
    do(admin, "read_only", "on", reason="the database moves")
    assert flags.operator_switches().read_only
    do(admin, "read_only", "kill")
    assert not flags.operator_switches().read_only


def test_unfrozen_by_somebody_else_meanwhile_is_no_error(admin: Client, a_quarter: FlagChange) -> None:
    text = text_of(do(admin, ROOM, "unfreeze"))
    assert "Done: waiting_room is on for 25 % of leagues." in text
    assert Flag.objects.get().percent == 25


def test_those_who_wait_are_shown_and_what_was_chosen_is_done(
    transactional_db: None, admin: Client, league: League
) -> None:
    change(ROOM, everyone=True)
    auction = cast.auction_of(league, begun=False, lots=2)
    text = text_of(admin.get(address("change", ROOM)))
    assert "1 auction waits in a room that this turns off" in text
    assert f"<li>{league.name}: " in text
    assert '<input type="radio" name="consequence" value="finish" checked>' in text
    text = text_of(do(admin, ROOM, "kill", consequence="cancel"))
    auction.refresh_from_db()
    assert auction.status == "cancelled"
    assert f"{league.name}: cancelled." in text
    assert "Chosen for those affected: Cancel them all" in text
