"""One change at a time, each kept with what it did."""

import pytest
from django.db import transaction

from accounts.models import User
from leagues.models import League, ListChange
from leagues.own_lists.recording import ListBusy, lock_own_list, require_keeper
from leagues.services import NotAllowed, remove_member
from tests import cast
from tests.leagues.own_lists.small_lists import PLAYERS, bring, brought
from tests.threads import at_once


def test_only_what_changes_is_kept_and_the_list_that_is_made(league: League, carla: User) -> None:
    first = brought(carla, league, PLAYERS)
    first.refresh_from_db()
    assert [each.before for each in first.changes.all()] == [None] * 3
    assert (first.made_list, first.sold_before is None) == (league.own_lists.get(), False)
    second = brought(carla, league, PLAYERS.replace("Arsenal", "Chelsea"))
    [change] = ListChange.objects.filter(upload=second)
    before, after = (state["asset"]["club"] for state in (change.before, change.after) if state)
    assert (before, after) == ("Arsenal", "Chelsea")
    assert second.made_list is None


def test_who_has_left_keeps_no_list(league: League, carla: User, max_: User) -> None:
    require_keeper(None, league)
    require_keeper(carla, league)
    with pytest.raises(NotAllowed, match="Only a commissioner"):
        require_keeper(max_, league)
    remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    with pytest.raises(NotAllowed, match="Only members"):
        require_keeper(max_, league)


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_come_one_after_the_other() -> None:
    cast.make_football()
    league = cast.make_league(cast.make_user("Carla"))
    outcomes = at_once(lambda: bring(None, league, PLAYERS).counts())
    assert sorted(each["created"] for each in outcomes if isinstance(each, dict))[-1] == 3
    assert league.own_assets.count() == 3


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told() -> None:
    cast.make_football()
    league = cast.make_league(cast.make_user("Carla"))
    with transaction.atomic():
        lock_own_list(league)
        [outcome] = at_once(lambda: bring(None, league, PLAYERS), times=1)
    assert isinstance(outcome, ListBusy)
    assert not league.own_assets.exists()
