"""The calendar file, as two readers of others read it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest

from leagues.dates.calendar import CalendarEvent, calendar_file

AT = datetime(2026, 3, 29, 18, 30, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="4f7c",
    sequence=0,
    starts_at=AT,
    changed_at=AT - timedelta(days=3),
    cancelled=False,
    title=r"Auction: Ben, Özil; & \friends",
    link="https://auctions.example/leagues/1/",
)
Read = tuple[str, int, datetime, datetime, str, str, str]


def by_icalendar(text: str) -> Read:
    [event] = import_module("icalendar").Calendar.from_ical(text).walk("VEVENT")
    names = (str(event[name]) for name in ("SUMMARY", "STATUS", "URL"))
    return (str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt, event["DTEND"].dt, *names)


def by_vobject(text: str) -> Read:
    event = import_module("vobject").readOne(text, validate=True).vevent
    names = (str(each.value) for each in (event.summary, event.status, event.url))
    start, end = event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)
    return (str(event.uid.value), int(event.sequence.value), start, end, *names)


@pytest.mark.parametrize(
    "event",
    [
        EVENT,
        replace(EVENT, sequence=3, cancelled=True),
        replace(EVENT, title="é" * 200),
        replace(EVENT, title="Two\r\nlines\nBEGIN:VALARM"),
    ],
    ids=["set", "cancelled", "long", "lines"],
)
def test_two_readers_read_the_same_event(event: CalendarEvent) -> None:
    text = calendar_file(event)
    title = " ".join(event.title.split())
    status = "CANCELLED" if event.cancelled else "CONFIRMED"
    wanted = (event.uid, event.sequence, AT, AT + timedelta(hours=2), title, status, event.link)
    assert by_icalendar(text) == by_vobject(text) == wanted
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\n" not in text.replace("\r\n", "")
