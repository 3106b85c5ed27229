"""Reads of a league's date. Nothing here writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auctionsite.postgresql.clock import database_now
from leagues.dates.feeds import feed_path
from leagues.dates.wording import city, in_zone, soon
from leagues.models import AuctionDate, DateAnswer, League, Member
from leagues.queries import WaitingForYou, bidders_of


@dataclass(frozen=True, slots=True)
class DateCard:
    """A league's date as its page shows it to one member."""

    date: AuctionDate
    there: str
    city: str
    here: str
    now: datetime
    can: Sequence[str]
    cannot: Sequence[str]
    silent: int
    mine: bool | None
    feed: str


def date_of(league: League) -> AuctionDate | None:
    """Return the league's date, whether it is to come, over or cancelled; None if it never had one."""
    return AuctionDate.objects.filter(league=league).first()


def date_card(member: Member) -> DateCard | None:
    """Return what a member sees of the date to come; None if there is none, and nothing went wrong with the last."""
    date = date_of(member.league)
    if date is None or not (date.is_coming or date.problem):
        return None
    players = list(bidders_of(member.league_id).filter(bot=False).select_related("user", "date_answer"))
    answers = {player.pk: answer_of(player) for player in players}
    there, here = (in_zone(date.starts_at, zone) for zone in (date.time_zone, member.user.time_zone))
    return DateCard(
        date=date,
        there=there,
        city=city(date.time_zone),
        here="" if here == there else here,
        now=database_now(),
        can=[player.name for player in players if answers[player.pk]],
        cannot=[player.name for player in players if answers[player.pk] is False],
        silent=sum(answer is None for answer in answers.values()),
        mine=answers.get(member.pk),
        feed=feed_path(member),
    )


def dates_waiting_for(members: Sequence[Member]) -> Iterator[WaitingForYou]:
    """Yield for each member when their league's auction is, in the zone in which the page is shown."""
    leagues = {member.league_id for member in members}
    dates = {each.league_id: each for each in AuctionDate.objects.filter(league__in=leagues) if each.is_coming}
    now = database_now() if dates else None
    for member in members:
        if now and (date := dates.get(member.league_id)):
            said = soon(date.starts_at, now, timezone.get_current_timezone_name())
            sentence = _("The auction is {when}.").format(when=said)
            yield WaitingForYou(member.pk, sentence, reverse("league", args=[member.league_id]))


def who_cannot(league: League) -> set[int]:
    """Return the users, by id, who said that they can't come."""
    rows = DateAnswer.objects.filter(member__league=league, can=False)
    return {*rows.values_list("member__user_id", flat=True)}


def dates_for_download(user: User) -> dict[str, Any]:
    """Return the user's answers, for the download of their data."""
    rows = DateAnswer.objects.filter(member__user=user).order_by("pk")
    return {"date_answers": list(rows.values("member__league__name", "can"))}


def answer_of(member: Member) -> bool | None:
    """Return what a member said of their league's date; None: nothing yet."""
    answer: DateAnswer | None = getattr(member, "date_answer", None)
    return None if answer is None else answer.can
