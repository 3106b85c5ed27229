"""A calendar file (RFC 5545) with one event, which calendars update by its UID and SEQUENCE. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LENGTH = timedelta(hours=2)
"""What calendars keep free; nobody knows how long an auction takes."""
_OCTETS_A_LINE = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """The event. Instants are aware; of two files with one `uid`, calendars believe that with the higher sequence."""

    uid: str
    sequence: int
    starts_at: datetime
    changed_at: datetime
    cancelled: bool
    title: str
    link: str


def calendar_file(event: CalendarEvent) -> str:
    """Return the file: lines end in CRLF and are 75 octets long at most."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//auctionsite//dates//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.starts_at + LENGTH)}",
        f"SUMMARY:{_escaped(event.title)}",
        f"DESCRIPTION:{_escaped(event.link)}",
        f"URL:{event.link}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for special in "\\;,":
        text = text.replace(special, f"\\{special}")
    return " ".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Split a line, never within a character; each further part begins with a space."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _OCTETS_A_LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + octets
    yield part
