"""A flag's page: what can be done and whom it moves, and the audit."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import League
from rollouts.changes import rings
from rollouts.changes.services import Author, Source, carry_out_schedules, revert
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.types import BucketBy
from rollouts.models import Flag, FlagChange, Ring
from rollouts.propagation import snapshot
from tests import cast
from tests.rollouts.admin.admin_site import ROOM, address, change, text_of


def offer_of(text: str, action: str) -> str:
    """The form of one button."""
    found = re.search(rf'<form (?:(?!</form>).)*name="action" value="{action}".*?</form>', text)
    return found[0] if found else ""


def page(admin: Client, flag: str = ROOM) -> str:
    return text_of(admin.get(address("change", flag)))


def place_of(league: League) -> int:
    return bucket(ROOM, BucketBy.LEAGUE, str(league.pk))


def test_step_up_names_who_enters_before_it_is_made(admin: Client, league: League) -> None:
    change(ROOM, everyone=None, percent=75)
    other = cast.make_league(cast.make_user("Rita"), name="Elsewhere")
    inside = {each.name for each in (league, other) if place_of(each) < 7500}
    up, down = offer_of(page(admin), "up"), offer_of(page(admin), "down")
    assert "Step up to 100 %" in up
    assert {name for name in ("Elsewhere", league.name) if name in up} == {"Elsewhere", league.name} - inside
    entering = 2 - len(inside)
    assert (f"{entering} league" in up) is bool(entering)
    assert "2 of 2 leagues" in up
    assert "Step down to 50 %" in down


def test_nobody_enters_is_said_too(admin: Client, league: League) -> None:
    change(ROOM, everyone=None, percent=0)
    league.delete()
    assert "Nobody enters or leaves: 0 of 0 leagues have it." in offer_of(page(admin), "up")


def test_turning_off_names_who_leaves_and_what_needs_it(admin: Client, league: League) -> None:
    cast.auction_of(league, lots=2)
    kill = offer_of(page(admin, "use_state_persistence"), "kill")
    assert "1 auction leaves: 0 of 1 auction will have it." in kill
    assert f"{league.name}, " in kill
    moving = re.search(r"<strong>([^<]*)</strong> move too, because they need this flag: the same for the same.", kill)
    assert moving
    assert "enable_state_snapshots" in moving[1]
    assert kill.count(f"{league.name}, ") == 1
    text = page(admin, "use_state_persistence")
    assert "Need it: <a" in text
    assert "It is off unless: <a" in page(admin, "enable_state_snapshots")


def test_frozen_flag_offers_no_step_up(admin: Client) -> None:
    change(ROOM, everyone=None, percent=25, frozen_at="2026-11-21T14:02:00+00:00", freeze_reason="finals")
    text = page(admin)
    assert "It is frozen: unfreeze it first." in text
    assert not offer_of(text, "up")
    assert all(offer_of(text, action) for action in ("down", "kill", "unfreeze", "back"))
    assert not offer_of(text, "freeze")


@pytest.mark.parametrize(
    ("patch", "actions"),
    [
        ({"everyone": True}, {"down", "kill", "freeze"}),
        ({"everyone": False}, {"up", "freeze"}),
        ({"everyone": None, "percent": 0}, {"up", "kill", "freeze"}),
        ({"everyone": None, "percent": 100}, {"down", "kill", "freeze"}),
        ({"everyone": None, "strategy": "canary", "labels": ["x"]}, {"kill", "freeze"}),
        ({"everyone": None, "strategy": "ring", "rings": {}}, {"up", "kill", "freeze"}),
    ],
)
def test_what_can_be_done_is_offered(admin: Client, patch: dict[str, Any], actions: set[str]) -> None:
    change(ROOM, **patch)
    assert {*re.findall(r'name="action" value="(\w+)"', page(admin))} - {"back"} == actions


def test_ladder_shows_where_it_stands(admin: Client) -> None:
    change(ROOM, everyone=None, percent=30)
    text = page(admin)
    assert '<li class="here" aria-current="step">25 %</li>' in text
    assert '<li class="below">10 %</li>' in text
    assert '<li class="above">50 %</li>' in text
    assert "On for 30 % of leagues." in text


def test_switch_is_turned_on_or_off_and_has_no_ladder(admin: Client) -> None:
    text = page(admin, "bidding")
    assert "ladder" not in text
    assert offer_of(text, "kill")
    assert not offer_of(text, "freeze")
    assert offer_of(page(admin, "read_only"), "on")


def test_servers_are_said_where_they_choose(admin: Client) -> None:
    change(ROOM, everyone=None, strategy="canary", labels=["web-1"])
    change(ROOM, everyone=True)
    back = offer_of(page(admin), "back")
    assert "No process that runs now has such a label or region." in back


def test_override_of_the_environment_is_said_loudly(admin: Client, settings: Any) -> None:
    settings.FEATURES = {ROOM: True}
    assert "what you set on this page has no effect there" in page(admin)


def test_caution_asks_for_a_reason_beside_the_button(admin: Client, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    change(ROOM, everyone=None, percent=5)
    up, down = offer_of(page(admin), "up"), offer_of(page(admin), "down")
    assert "when most people are here" in up
    assert 'name="override"' in up
    assert 'name="override"' not in down


def test_audit_says_who_when_why_and_what(admin: Client, olga: User, league: League) -> None:
    team = Group.objects.create(name="The team")
    change(ROOM, olga, everyone=None, percent=0)
    made = change(ROOM, olga, percent=12.5, groups=[team.pk], leagues=[str(league.pk)])
    revert(made, Author(source=Source.ADMIN, actor=olga, reason="too early"))
    text = page(admin)
    assert "<strong>olga@example.com</strong>" in text
    assert "Why: too early" in text
    assert "Takes back the change of" in text
    assert "Why it had to be all the same: a test" in text
    assert "<dt>Percentage</dt><dd><del>0 %</del> → <ins>12.5 %</ins></dd>" in text
    assert "<ins>The team</ins>" in text
    assert f"<ins>{league.name}</ins>" in text
    assert "not set</span>" in text


def test_all_changes_are_there_page_by_page(admin: Client, olga: User) -> None:
    for number in range(30):
        change(ROOM, olga, note=f"note {number}")
    text = page(admin)
    assert text.count('<li class="change"') == 5
    assert address("changes", ROOM) in text
    first, second = (text_of(admin.get(address("changes", ROOM), {"page": number})) for number in (1, 2))
    assert [text.count('<li class="change"') for text in (first, second)] == [25, 5]
    assert "Page 2 of 2" in second
    assert "note 29" in first
    assert text_of(admin.get(address("changes", ROOM), {"page": "x"})) != ""


def test_who_came_and_went_pushes_no_change_out(admin: Client, olga: User, max_: User) -> None:
    change(ROOM, olga, everyone=None, strategy="ring", rings={"beta": 100}, note="the change")
    beta = Ring.objects.get(name="beta")
    for _ in range(4):
        rings.join(beta, user=max_)
        rings.leave(beta.members.all())
    made, notes = page(admin).split("<h3>Who came and went</h3>")
    assert "<ins>the change</ins>" in made
    assert notes.count('<li class="change"') == 5
    assert f"User {max_.email} joined the ring beta" in notes
    assert "Take it back" not in notes


def test_start_that_came_is_shown_among_the_changes(admin: Client, olga: User) -> None:
    starts = datetime.now(UTC) + timedelta(hours=1)
    change(ROOM, olga, everyone=True, starts_at=starts.isoformat())
    assert carry_out_schedules(starts + timedelta(hours=1))
    text = page(admin)
    assert "Who came and went" not in text
    assert f"off until {starts:%-d %b}" in text.split('aria-label="became"')[0]


def test_each_change_and_note_has_a_link_of_its_own(admin: Client, olga: User, max_: User) -> None:
    change(ROOM, olga, everyone=None, strategy="ring", rings={"beta": 100})
    rings.join(Ring.objects.get(name="beta"), user=max_)
    for number in range(60):
        change(ROOM, olga, note=f"note {number}")
    for made in FlagChange.objects.filter(flag=ROOM):
        own = f"{address('changes', ROOM)}?change={made.pk}"
        text = text_of(admin.get(own))
        assert f'<li class="change" id="change-{made.pk}">' in text
        assert f'href="{own}#change-{made.pk}"' in text
    for nowhere in ("0", "9" * 30, "x"):
        assert admin.get(address("changes", ROOM), {"change": nowhere}).status_code == 200


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_every_time_names_its_zone(admin: Client, olga: User, zone: str) -> None:
    User.objects.filter(pk=olga.pk).update(time_zone=zone)
    year = datetime.now(UTC).year + 1
    schedule = {"starts_at": f"{year}-01-01T12:00:00+00:00", "ends_at": f"{year}-02-01T12:00:00+00:00"}
    made = change(ROOM, olga, everyone=None, percent=5)
    revert(made, Author(source=Source.ADMIN, actor=olga))
    change(ROOM, olga, everyone=None, percent=5, **schedule)
    change(ROOM, olga, frozen_at=datetime.now(UTC).isoformat(), freeze_reason="finals")
    pages = [(page, ()) for page in ("change", "changes", "trace")] + [("take_back", (made.pk,))]
    texts = [text_of(admin.get(address(page, ROOM, *more))) for page, more in pages]
    texts.append(
        text_of(admin.get(address("trace", ROOM), {"ask": "1", "user": str(olga.pk), "at": "2026-01-01T10:00"}))
    )
    texts.append(text_of(admin.get(address("changelist"))))
    short = "UTC" if zone == "UTC" else "JST"
    for text in texts:
        times = re.findall(r"[ ,>]\d\d:\d\d(?::\d\d)?(?![:\d]| UTC| JST).{20}", text)
        assert not times
    assert all(f" {short}" in text for text in (*texts[:2], *texts[3:]))


@pytest.mark.parametrize("where", ["change", "changes"])
def test_more_changes_and_leagues_need_no_more_queries(
    admin: Client, olga: User, otto: User, mia: User, league: League, where: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(address(where, ROOM)).status_code == 200
        return len(seen)

    team = Group.objects.create(name="team")
    named = {"users": [olga.pk], "groups": [team.pk], "leagues": [str(league.pk)]}
    change(ROOM, olga, everyone=None, percent=5, **named)
    change(ROOM, olga, percent=6)  # to be taken back: then who is named is looked for
    queries()
    few = queries()
    for number, user in enumerate((otto, mia)):
        cast.make_league(user, name=f"Number {number}")
        change(ROOM, olga, percent=10 + number, users=[olga.pk, user.pk])
    assert queries() == few


def test_flag_that_cannot_be_read_says_so_and_can_be_turned_off(admin: Client, olga: User) -> None:
    change(ROOM, everyone=True)
    Flag.objects.filter(name=ROOM).update(rings=[], criteria={"sport": {"like": "foot"}})
    snapshot.current()
    text = page(admin)
    assert "rings is []" in text
    assert "it counts as it was on" in text
    assert "like" in text
    assert admin.get("/admin/rollouts/flag/").status_code == 200
    change(ROOM, everyone=False)
    assert snapshot.current().flags[ROOM].everyone is False
