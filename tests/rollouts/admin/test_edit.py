"""The form for everything else: first it shows, then it saves."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from leagues.models import League
from rollouts.models import Flag, FlagChange
from tests import cast
from tests.rollouts.admin.admin_site import ROOM, address, change, state, text_of, version


def sent(admin: Client, flag: str, **typed: Any) -> dict[str, Any]:
    """Return what a browser sends of the form as it is shown now, with some fields typed over."""
    page = admin.get(address("edit", flag)).context
    form = page["form"]
    fields = {field.html_name: field.value() for field in form}
    shown = {name: form[name].field.widget.format_value(value) for name, value in fields.items() if name in MOMENTS}
    data = {name: value for name, value in (fields | shown | typed).items() if value not in (None, False, [])}
    return {**data, "expected": page["found"].version, "seen": ""}


MOMENTS = ("starts_at", "ends_at")


def show(admin: Client, flag: str, data: dict[str, Any]) -> str:
    return text_of(admin.post(address("edit", flag), {**data, "look": "1"}))


def save(admin: Client, flag: str, data: dict[str, Any], **more: Any) -> Any:
    """Look at what it would do, then save that."""
    seen = admin.post(address("edit", flag), {**data, "look": "1"}).context["seen"]
    return admin.post(address("edit", flag), {**data, "seen": seen, "save": "1", **more}, follow=True)


@pytest.fixture
def at_nothing(olga: User) -> None:
    change(ROOM, olga, everyone=None, percent=0)


@pytest.mark.usefixtures("at_nothing")
def test_nothing_is_saved_before_it_was_seen(admin: Client, league: League, olga: User) -> None:
    data = sent(admin, ROOM, leagues=league.name)
    text = show(admin, ROOM, data)
    assert "Not saved yet" in text
    assert "waiting_room becomes: on for 1 league by name." in text
    assert f"<h4>1 enters</h4><ul><li>{league.name}</li></ul>" in text
    assert f'<th scope="row">Leagues by name</th><td>none</td><td>{league.name}</td>' in text
    assert state(ROOM)["leagues"] == []
    unseen = admin.post(address("edit", ROOM), {**data, "save": "1"})
    assert "Not saved yet" in text_of(unseen)
    text = text_of(save(admin, ROOM, data, reason="they asked", override="tried"))
    assert "Done: waiting_room is on for 1 league by name." in text
    assert state(ROOM)["leagues"] == [str(league.pk)]
    made = FlagChange.objects.latest("id")
    assert (made.actor, made.reason) == (olga, "they asked")


@pytest.mark.usefixtures("at_nothing")
def test_what_is_typed_over_after_the_look_is_shown_anew(admin: Client) -> None:
    data = sent(admin, ROOM, percent="1")
    seen = admin.post(address("edit", ROOM), {**data, "look": "1"}).context["seen"]
    text = text_of(admin.post(address("edit", ROOM), {**data, "percent": "100", "seen": seen, "save": "1"}))
    assert "waiting_room becomes: on for 100 % of leagues." in text
    assert state(ROOM)["percent"] == 0


def test_every_field_is_kept_as_it_was_typed(admin: Client, olga: User, league: League, max_: User) -> None:
    team = Group.objects.create(name="team")
    data = sent(
        admin,
        ROOM,
        everyone="",
        strategy="ring",
        percent="33,33 %",
        ring_internal="100",
        ring_ga="12.5",
        labels="web-1, web-2",
        regions="eu",
        criteria="account_age_days at_least 30\r\nsport in football, cricket",
        requires="bots on",
        users="MAX@example.com\r\nolga@example.com",
        leagues=f"{league.name}\r\n",
        groups=[str(team.pk)],
        excluded_users="max@example.com",
        excluded_leagues=f"{league.name} {league.pk}",
        excluded_groups="Team",
        staff="on",
        testing="on",
        languages="de, fr",
        starts_at="2027-01-31T18:00",
        ends_at="2027-02-01T18:00",
        bucket_by="user",
        salt="salty",
        arms="as_today 33,33 %\r\nlarger 33.33\r\nlargest 33.34",
        note="A note.",
    )
    save(admin, ROOM, data, override="all at once")
    kept = state(ROOM)
    assert {key: value for key, value in kept.items() if key not in {"frozen_at", "freeze_reason"}} == {
        "everyone": None,
        "strategy": "ring",
        "percent": 33.33,
        "rings": {"internal": 100.0, "ga": 12.5},
        "labels": ["web-1", "web-2"],
        "regions": ["eu"],
        "criteria": {"account_age_days": {"at_least": 30}, "sport": {"in": ["football", "cricket"]}},
        "requires": {"bots": True},
        "users": sorted([max_.pk, olga.pk]),
        "groups": [team.pk],
        "leagues": [str(league.pk)],
        "excluded_users": [max_.pk],
        "excluded_groups": [team.pk],
        "excluded_leagues": [str(league.pk)],
        "staff": True,
        "superusers": False,
        "authenticated": False,
        "testing": True,
        "languages": "de, fr",
        "starts_at": "2027-01-31T18:00:00+00:00",
        "ends_at": "2027-02-01T18:00:00+00:00",
        "bucket_by": "user",
        "salt": "salty",
        "arms": [
            {"name": "as_today", "weight": 33.33},
            {"name": "larger", "weight": 33.33},
            {"name": "largest", "weight": 33.34},
        ],
        "note": "A note.",
    }
    # Sent back as it is shown, nothing changes.
    assert "there is nothing to save" in show(admin, ROOM, sent(admin, ROOM))
    save(admin, ROOM, sent(admin, ROOM))
    assert state(ROOM) == kept


@pytest.mark.usefixtures("at_nothing")
@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("percent", "101", "Give a percentage from 0 to 100, with two decimals at most."),
        ("arms", "a 50", "Give from 2 to 8 arms, or none."),
        ("arms", "a 50\r\nb", "“b” is no arm. Write a name and a weight in percent: as_today 33.33"),
        ("percent", "much", "Give a percentage from 0 to 100"),
        ("ring_beta", "-1", "Give a percentage from 0 to 100"),
        ("criteria", "age > 3", "“age &gt; 3” is no condition."),
        ("criteria", "Age is 3", "Give conditions by trait"),
        ("requires", "nothing on", "There is no flag nothing."),
        ("requires", "bots perhaps", "“bots perhaps” is no requirement."),
        ("users", "nobody@example.com", "Nobody has the address nobody@example.com."),
        ("users", "99999999", "Nobody has the id 99999999."),
        ("leagues", "Nowhere", "There is no league “Nowhere”."),
        ("leagues", "league", "“league” may be several leagues."),
        ("labels", "x" * 61, "Give labels of 1 to 60 characters"),
        ("starts_at", "soon", "Enter a valid date/time."),
        ("strategy", "luck", "Select a valid choice."),
        ("salt", "a\0", "Null characters are not allowed."),
        ("note", "x" * 2001, "at most 2000 characters"),
    ],
)
def test_mistake_is_said_beside_its_field(
    admin: Client, league: League, otto: User, field: str, typed: str, says: str
) -> None:
    cast.make_league(otto, name="Another League")
    before = state(ROOM)
    data = sent(admin, ROOM) | {"note": "typed too", field: typed}
    text = show(admin, ROOM, data)
    [error] = re.findall(rf'id="id_{field}_error">(.*?)</span>', text)
    assert says in error
    assert field == "note" or "typed too" in text
    assert "Not saved yet" not in text
    assert state(ROOM) == before


@pytest.mark.usefixtures("at_nothing")
def test_mistake_that_two_fields_make_is_said(admin: Client) -> None:
    data = sent(admin, ROOM, starts_at="2027-01-02T00:00", ends_at="2027-01-01T00:00")
    assert "Must be later than the start." in show(admin, ROOM, data)


@pytest.mark.usefixtures("at_nothing")
def test_times_are_the_readers(admin: Client, olga: User) -> None:
    olga.time_zone = "Asia/Tokyo"
    olga.save()
    save(admin, ROOM, sent(admin, ROOM, starts_at="2027-01-31T18:00"))
    assert state(ROOM)["starts_at"] == "2027-01-31T09:00:00+00:00"
    text = text_of(admin.get(address("edit", ROOM)))
    assert 'value="2027-01-31T18:00"' in text
    assert "Asia/Tokyo" in text or "JST" in text


@pytest.mark.usefixtures("at_nothing")
def test_caution_asks_for_a_reason_with_the_preview(admin: Client) -> None:
    data = sent(admin, ROOM, percent="50")
    text = show(admin, ROOM, data)
    assert "It skips steps: after 0 % comes 1 %." in text
    assert 'name="override"' in text
    assert "Not saved yet" in text_of(save(admin, ROOM, data))
    assert state(ROOM)["percent"] == 0
    save(admin, ROOM, data, override="tried elsewhere")
    assert state(ROOM)["percent"] == 50


def test_frozen_flag_is_not_widened_by_the_form(admin: Client) -> None:
    change(ROOM, everyone=None, percent=0, frozen_at="2026-11-21T14:02:00+00:00", freeze_reason="finals")
    text = text_of(save(admin, ROOM, sent(admin, ROOM, percent="1")))
    assert "waiting_room is frozen (finals)" in text
    assert state(ROOM)["percent"] == 0


@pytest.mark.usefixtures("at_nothing")
def test_what_was_changed_meanwhile_is_shown_and_what_was_typed_is_kept(admin: Client, max_: User) -> None:
    data = sent(admin, ROOM, note="my note", languages="de")
    max_.is_staff = True
    max_.save()
    change(ROOM, max_, percent=1, languages="fr")
    text = show(admin, ROOM, data)
    assert "Somebody changed the flag after you opened it." in text
    assert "<strong>max@example.com</strong>" in text
    assert 'name="languages" value="de"' in text
    assert "my note" in text
    assert 'name="percent" value="1"' in text  # his, since she didn't touch it
    assert f'name="expected" value="{version(ROOM)}"' in text
    assert state(ROOM)["languages"] == "fr"
    save(admin, ROOM, sent(admin, ROOM, note="my note", languages="de"), override="agreed with Max")
    assert (state(ROOM)["languages"], state(ROOM)["note"], state(ROOM)["percent"]) == ("de", "my note", 1)


def test_race_between_look_and_save_is_shown(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    change(ROOM, everyone=None, percent=0)
    data = sent(admin, ROOM, note="mine")
    seen = admin.post(address("edit", ROOM), {**data, "look": "1"}).context["seen"]
    change(ROOM, percent=1)
    text = text_of(admin.post(address("edit", ROOM), {**data, "seen": seen, "save": "1"}))
    assert "Somebody changed the flag" in text
    assert state(ROOM)["note"] != "mine"


def test_switch_has_a_short_form(admin: Client) -> None:
    text = text_of(admin.get(address("edit", "bidding")))
    assert 'name="percent"' not in text
    assert 'name="strategy"' not in text
    save(admin, "bidding", sent(admin, "bidding", everyone="off", ends_at="2027-01-01T00:00"))
    assert (state("bidding")["everyone"], state("bidding")["ends_at"]) == (False, "2027-01-01T00:00:00+00:00")
    text = show(admin, "bidding", {**sent(admin, "bidding"), "everyone": ""})
    assert 'id="id_everyone_error">' in text


def test_flag_that_nobody_has_set_is_edited(admin: Client) -> None:
    save(admin, ROOM, sent(admin, ROOM, note="first"))
    assert Flag.objects.get().note == "first"
    assert state(ROOM)["everyone"] is True  # as it counted before
