"""Previews of a change: what it would do, before it is made."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import League
from rollouts.changes import preview, services
from rollouts.changes.preview import ChangePreview
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Flag, FlagChange
from rollouts.propagation import readers
from tests import cast

ROOM = "waiting_room"


def preview_of(flag: str, **patch: Any) -> ChangePreview:
    before, _ = services.current_state(flag)
    return preview.preview_changes(flag, before, {"": {**before, **patch}})[""]


def test_leagues_that_enter_are_named_and_nothing_changes(league: League, otto: User) -> None:
    change_flag(ROOM, {"everyone": False}, Author(source=Source.CODE))
    found = preview_of(ROOM, everyone=None, percent=100)
    assert found.audience_change is not None
    assert (found.audience_change.entering, found.audience_change.had, found.audience_change.have) == (
        (league.name,),
        0,
        1,
    )
    assert found.cautions == ("It skips steps: after 0 % comes 1 %.",)
    assert Flag.objects.get().everyone is False
    assert FlagChange.objects.count() == 1


def test_commissioner_in_a_new_group_is_seen(league: League, carla: User) -> None:
    change_flag(ROOM, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    team = Group.objects.create(name="team")
    carla.groups.add(team)
    found = preview_of(ROOM, groups=[team.pk])
    assert found.audience_change is not None
    assert found.audience_change.entering == (league.name,)


def test_dependents_leave_with_what_they_need(league: League) -> None:
    auction = cast.auction_of(league, lots=2)
    found = preview_of("use_state_persistence", everyone=False)
    assert found.audience_change is not None
    assert found.audience_change.leave == 1
    assert {each.flag: each.leave for each in found.dependents} == {
        "enable_state_snapshots": 1,
        "enable_state_recovery": 1,
        "use_state_persistence_begin": 1,
        "use_state_persistence_bid": 1,
        "use_state_persistence_settle": 1,
        "use_state_persistence_scoring": 1,
    }
    assert found.dependents[0].leaving == found.audience_change.leaving
    assert found.audience_change.leaving[0].startswith(auction.league.name)


def test_switch_moves_nobody_by_name(league: League) -> None:
    assert preview_of("bidding", everyone=False).audience_change is None


def test_servers_are_named_where_they_choose(league: League, settings: Any) -> None:
    settings.SERVER_LABEL, settings.SERVER_REGION = "web-1", "eu"
    for number in (1, 2):
        readers.record_reader(readers.ReaderProcess(f"web host {number}", "web"), 1, 5)
    settings.SERVER_LABEL = "web-2"
    readers.record_reader(readers.ReaderProcess("web host 3", "web"), 1, 5)
    found = preview_of(ROOM, everyone=None, strategy="canary", labels=["web-1"])
    assert found.by_server
    assert [(each.label, each.processes, each.sockets) for each in found.servers] == [("web-1", 2, 10)]
    assert found.audience_change is not None
    assert found.audience_change.leaving == (league.name,)  # on every other server


def test_those_affected_come_with_the_choices(league: League) -> None:
    change_flag(ROOM, {"everyone": True}, Author(source=Source.CODE, override="a test"))
    cast.auction_of(league, begun=False, lots=2)
    off, on = preview_of(ROOM, everyone=False), preview_of(ROOM, note="x")
    assert off.affected is not None
    assert off.affected.sentence.startswith("1 auction waits in a room")
    assert off.affected.lines[0].startswith(f"{league.name}: ")
    assert list(off.choices) == ["finish", "begin", "cancel"]
    assert (on.affected, dict(on.choices)) == (None, {})


def test_more_leagues_need_no_more_queries(league: League, otto: User, mia: User) -> None:
    def queries() -> int:
        before, _ = services.current_state(ROOM)
        with CaptureQueriesContext(connection) as seen:
            preview.preview_changes(ROOM, before, {each: {**before, "percent": each} for each in range(4)})
        return len(seen)

    cast.auction_of(league, begun=False, lots=2)
    few = queries()
    for user, name in ((otto, "Second"), (mia, "Third")):
        cast.auction_of(cast.make_league(user, name=name), begun=False, lots=2)
    assert queries() == few
