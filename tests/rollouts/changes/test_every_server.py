"""The judgement of who enters goes by every server, whichever answers: its own environment may say something else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

from accounts.models import User
from auctionsite.flag_overrides import format_hours
from leagues.models import League
from rollouts.changes import actions, preview
from rollouts.changes.preview import ChangePreview
from rollouts.changes.services import Author, Frozen, Source, change_flag
from rollouts.models import FlagChange
from rollouts.propagation import scrapes
from tests import cast
from tests.live import MakeSite, Site, Web
from tests.rollouts.admin.admin_site import ROOM, address, do, state, text_of
from tests.rollouts.api.api_client import Api
from tests.rollouts.management.commands import run
from tests.serving import register

PARENT, NEEDED = "use_state_persistence", "bots"
SKIPS = "It skips steps: after 1 % comes 5 %."
LEAP = {"percentage": 100}


FORCED = {
    "off here": {ROOM: False, PARENT: False},
    "on here": {ROOM: True, PARENT: True},
    "what it requires is off here": {NEEDED: False},
    "nothing here": {},
}


@pytest.fixture(params=list(FORCED.values()), ids=list(FORCED))
def answering(request: pytest.FixtureRequest, league: League, settings: Any) -> None:
    """The process that answers was started with a word about flags; another, as the site, has none."""
    register("web-2")
    settings.FEATURES = request.param
    register("web-1")
    put(NEEDED, everyone=True)
    put(ROOM, everyone=None, percent=0, requires={NEEDED: True})
    put(ROOM, percent=1)
    put(PARENT, everyone=None, percent=0)


def put(flag: str, **patch: Any) -> FlagChange:
    return change_flag(flag, patch, Author(source=Source.CODE, override="a test"))


def preview_of(flag: str, **patch: Any) -> ChangePreview:
    before = state(flag)
    return preview.preview_changes(flag, before, {"": {**before, **patch}})[""]


def names(found: ChangePreview) -> tuple[str, ...]:
    assert found.audience_change is not None
    return found.audience_change.entering


@pytest.mark.usefixtures("answering")
def test_preview_names_who_enters_on_any_server(league: League) -> None:
    put(ROOM, percent=0)
    found = preview_of(ROOM, percent=100)
    assert (names(found), found.cautions) == ((league.name,), ("It skips steps: after 0 % comes 1 %.",))


@pytest.mark.usefixtures("answering")
def test_preview_names_who_enters_when_the_schedule_turns(league: League) -> None:
    [turn] = preview_of(ROOM, percent=100, starts_at="2999-01-01T00:00:00+00:00").turns
    assert turn.audience_change.entering == (league.name,)


@pytest.mark.usefixtures("answering")
def test_preview_names_who_enters_flags_that_require_it(league: League) -> None:
    cast.auction_of(league, begun=False, lots=2)
    put("enable_state_recovery", everyone=True, requires={PARENT: True})
    found = {each.flag: each for each in preview_of(PARENT, percent=100).dependents}
    assert found["enable_state_recovery"].enter == 1


def by_button(admin: Client, olga: User) -> str:
    shown = do(admin, ROOM, "up")
    return text_of(shown)


def by_form(admin: Client, olga: User) -> str:
    return text_of(
        admin.post(address("edit", ROOM), {"percent": "100", "strategy": "percentage", "bucket_by": "league"})
    )


def by_page(admin: Client, olga: User) -> str:
    return text_of(admin.get(address("change", ROOM)))


def by_put(admin: Client, olga: User) -> str:
    return _refused(Api(olga).put(ROOM, LEAP))


def by_bulk(admin: Client, olga: User) -> str:
    return _refused(Api(olga).post("bulk-update", [{"flag": ROOM, **LEAP}]))


def by_increase(admin: Client, olga: User) -> str:
    return _refused(Api(olga).post(f"rollout/{ROOM}/increase", {"increase_by": 99}))


def by_toggle(admin: Client, olga: User) -> str:
    return _refused(Api(olga).post("toggle", {"flag": ROOM, "enabled": True}))


def _refused(answer: Any) -> str:
    assert (answer.status_code, answer.json()["code"]) == (409, "override_needed"), answer.text
    return str(answer.json()["detail"])


def by_command(admin: Client, olga: User) -> str:
    ran = run("rollout", ROOM, "--to", "100")
    assert ran.code == 3, ran
    return ran.err


def by_dry_run(admin: Client, olga: User) -> str:
    return run("rollout", ROOM, "--to", "100", "--dry-run").out


def by_dry_run_for_programs(admin: Client, olga: User) -> str:
    return str(run("rollout", ROOM, "--to", "100", "--dry-run", "--json").json()["cautions"])


WAYS = [by_put, by_bulk, by_increase, by_toggle, by_command, by_dry_run, by_dry_run_for_programs, by_form]
PACED = [by_button, by_page]
"""They offer the next step alone, which skips nothing: the time speaks against it."""


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("way", [*WAYS, *PACED])
def test_every_way_says_what_speaks_against_it(
    admin: Client, olga: User, settings: Any, way: Callable[[Client, User], str]
) -> None:
    settings.ROLLOUT_STEP_MINUTES = (60, 60) if way in PACED else (0, 0)
    register("web-3", **({"ROLLOUT_STEP_MINUTES": "60,60"} if way in PACED else {}))
    scrapes.record_scrape()
    assert ("It was widened at" if way in PACED else SKIPS) in way(admin, olga)
    assert state(ROOM)["percent"] == 1


@pytest.mark.usefixtures("answering")
def test_frozen_flag_is_not_widened_by_the_word_of_the_server_that_answers() -> None:
    put(ROOM, frozen_at="2027-01-01T00:00:00+00:00")
    with pytest.raises(Frozen):
        put(ROOM, percent=100)


def test_nobody_enters_where_every_server_says_off(league: League, settings: Any) -> None:
    put(ROOM, everyone=None, percent=0)
    settings.FEATURES = {ROOM: True}
    for label in ("web-1", "web-2"):
        register(label, FEATURE_WAITING_ROOM="false")
    found = preview_of(ROOM, percent=100)
    assert (names(found), found.cautions) == ((), ())


def test_the_strictest_of_the_servers_says_how_fast_and_when(league: League, settings: Any) -> None:
    register("web-1")
    register("web-2", ROLLOUT_STEP_MINUTES="60,60", ROLLOUT_PEAK_HOURS=format_hours(range(24)))
    assert ((0, 0), frozenset()) == (site.ROLLOUT_STEP_MINUTES, site.ROLLOUT_PEAK_HOURS)
    put(ROOM, everyone=None, percent=0)
    put(ROOM, percent=1)
    said = " ".join(preview_of(ROOM, percent=5).cautions)
    assert "when most people are here" in said
    assert "stays on this step for 1 h" in said


@pytest.mark.usefixtures("answering")
def test_what_was_widened_lately_is_said_of_flags_that_the_answering_server_forces(settings: Any) -> None:
    register("web-3", ROLLOUT_STEP_MINUTES="60,60")
    scrapes.record_scrape()
    put(PARENT, note="a note")
    before = state(PARENT)
    said = preview.preview_changes(PARENT, before, {"": {**before, "percent": 1}})[""].cautions
    assert any(f"{ROOM} was widened at" in each for each in said)


# Real processes ---------------------------------------------------------------------------------------
@pytest.fixture
def unlike(make_site: MakeSite) -> tuple[Site, Site]:
    """Two web processes of one site: the first was restarted with the flag off, the second wasn't yet."""
    sites = make_site(FEATURE_WAITING_ROOM="false", SERVER_LABEL="web-1"), make_site(SERVER_LABEL="web-2")
    for each in sites:
        each.add_web()
    for each in sites:
        each.ready()
        each.registered()
    return sites


def test_real_processes_with_other_environments_hold_back_the_same(
    unlike: tuple[Site, Site], league: League, olga: User, client: Client
) -> None:
    put(ROOM, everyone=True)
    put(ROOM, everyone=False)
    client.force_login(olga)
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    for each in unlike:
        each.flags_arrive()
        assert _leap_of(each.web, olga) == (409, "override_needed", ["It skips steps: after 0 % comes 1 %."])
        page = each.web.call("GET", address("change", ROOM), headers=cookie).body.decode()
        assert ("Take it back" in page, f"<li>{league.name}</li>" in page) == (True, True), page
        ran = each.manage("rollout", ROOM, "--to", "100")
        assert (ran.returncode, "It skips steps" in ran.stderr) == (3, True), ran
    assert state(ROOM)["everyone"] is False
    put(ROOM, **actions.freeze(state(ROOM), FlagChange.objects.latest("id").at, "finals"))
    for each in unlike:
        each.flags_arrive()
        assert _leap_of(each.web, olga)[:2] == (409, "frozen")


def _leap_of(web: Web, olga: User) -> tuple[int, str, Any]:
    answer = web.call("PUT", f"/api/feature-flags/{ROOM}", olga, {"enabled": True})
    body = answer.json()
    return answer.status, body["code"], body["fields"].get("override")
