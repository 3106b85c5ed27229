"""Points, movement and results as people read them, in templates."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from auctionsite.text.isolates import isolated
from season.models import Fixture, Round
from season.scoring.points import format_points
from season.scoring.rule_names import rule_name as name_of_rule

register = template.Library()
_LONGEST_MATCH = timedelta(hours=5)
"""With extra time, a shoot-out and an interruption; a cricket match in T20 takes four."""
_LONGEST_DAY = timedelta(hours=24) + _LONGEST_MATCH


@register.filter
def points(hundredths: int | None) -> str:
    """`12`, `-1` or `0.25`; a dash for None."""
    return "–" if hundredths is None else isolated(format_points(hundredths))


@register.filter
def worth(hundredths: float | None) -> str:
    """Points for each unit of a price, to two decimals; a dash for None."""
    return "–" if hundredths is None else f"{hundredths / 100:.2f}"


@register.filter
def result(fixture: Fixture) -> str:
    """`2–1`, `3–2 after extra time`, `1–1, 4–3 on penalties`; empty before there is one."""
    goals = fixture.goals
    if goals is None:
        return ""
    text = f"{goals[0]}–{goals[1]}"
    if fixture.home_penalties is not None and fixture.away_penalties is not None:
        shootout = f"{fixture.home_penalties}–{fixture.away_penalties}"
        return _("{score}, {shootout} on penalties").format(score=text, shootout=shootout)
    return _("{score} after extra time").format(score=text) if fixture.home_extra is not None else text


@register.filter
def round_key(day: Round | None) -> int:
    """Return what an address calls a match day: its id, 0 for fixtures without one."""
    return day.pk if day else 0


@register.filter
def status_word(fixture: Fixture) -> str:
    """The status in a word or two; of a match that must be over by now, what there is of it."""
    if fixture.status != Fixture.Status.SCHEDULED or fixture.kickoff is None:
        return fixture.get_status_display()
    if timezone.now() < fixture.kickoff + (_LONGEST_MATCH if fixture.time_known else _LONGEST_DAY):
        return _("Scheduled")
    return _("Played") if getattr(fixture, "has_scores", False) else _("No result yet")


@register.filter
def round_name(day: object) -> str:
    """A match day's name, also for fixtures that have none."""
    return _("Without a match day") if day is None else str(day)


@register.filter
def rule_name(name: str) -> str:
    """A rule's name in the reader's language, if it is one of those that come with the program."""
    return name_of_rule(name)
