"""FEATURE_<NAME> of one server hides nothing that the others do: by every door a change says who enters anywhere."""

from collections.abc import Sequence
from typing import Any

import pytest

from accounts.models import User
from leagues.models import League
from rollouts.changes import preview, services
from rollouts.changes.services import Author, Frozen, NeedsOverride, Source, change_flag
from rollouts.models import Reader
from tests.rollouts.api.api_client import Api, refused
from tests.rollouts.management.commands import run
from tests.serving import register

ROOM, NEEDED = "waiting_room", "bots"
WIDENING: dict[str, Any] = {"percent": 100}
SKIPPED = "It skips steps: after 0 % comes 1 %."


@pytest.fixture(params=[ROOM, NEEDED], ids=["the flag itself", "what it requires"])
def servers(request: pytest.FixtureRequest, settings: Any, olga: User, league: League) -> League:
    """This process is kept from letting anybody in by its environment, and another one isn't."""
    author = Author(source=Source.ADMIN, actor=olga, override="a test")
    change_flag(NEEDED, {"everyone": True}, author)
    change_flag(ROOM, {"everyone": None, "percent": 0, "requires": {NEEDED: True}}, author)
    register("web-2")
    settings.FEATURES = {request.param: False}
    register("web-1")
    return league


def cautions_of_a_change() -> Sequence[str]:
    with pytest.raises(NeedsOverride) as refusal:
        change_flag(ROOM, WIDENING, Author(source=Source.CODE))
    return refusal.value.cautions


def test_change_is_held_back_for_who_enters_on_another_server(servers: League) -> None:
    assert SKIPPED in cautions_of_a_change()


def test_preview_names_who_enters_on_another_server(servers: League) -> None:
    before, _ = services.current_state(ROOM)
    found = preview.preview_changes(ROOM, before, {"": {**before, **WIDENING}})[""]
    assert SKIPPED in found.cautions
    assert found.audience_change is not None
    assert (found.audience_change.entering, found.audience_change.had, found.audience_change.have) == (
        (servers.name,),
        0,
        1,
    )


def test_api_holds_it_back(servers: League, olga: User) -> None:
    fields = refused(Api(olga).put(ROOM, {"percentage": 100}), 409, "override_needed")
    assert SKIPPED in str(fields)


def test_command_holds_it_back(servers: League) -> None:
    found = run("rollout", ROOM, "--to", "100")
    assert found.code != 0
    assert SKIPPED in found.err


def test_frozen_flag_lets_nobody_in_on_another_server(servers: League, olga: User) -> None:
    author = Author(source=Source.ADMIN, actor=olga, override="a test")
    change_flag(ROOM, {"frozen_at": "2026-01-01T00:00:00+00:00", "freeze_reason": "finals"}, author)
    with pytest.raises(Frozen):
        change_flag(ROOM, WIDENING, author)


def test_what_enters_nowhere_is_not_held_back(servers: League) -> None:
    Reader.objects.filter(label="web-2").delete()
    change_flag(ROOM, WIDENING, Author(source=Source.CODE))
