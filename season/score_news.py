"""Notices of scores that are in, for the members of each league that follows their competition.

A league's season says of which upload its members were told last; it moves on in one transaction with the notices.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from leagues.models import Member, Sport
from leagues.queries import WaitingForYou, members_of
from notices.kinds import NoticeKind
from notices.models import Notice, NoticeReader
from notices.queue import NewsItem, notify
from notices.sentences import english
from season.models import Fixture, LeagueSeason, Upload, UploadChange

TOO_OLD = timedelta(hours=1)
"""What came in longer ago, while nothing looked, is news no more."""
NEW_FOR = timedelta(days=2)
"""So long scores stand on the home page of whoever hasn't opened their notices since."""


def next_season_to_tell(but: Collection[int] = ()) -> int | None:
    """Return a season whose members have not heard of an upload, other than those named; None if there is none."""
    untold = _uploads().filter(competition=OuterRef("competition"), id__gt=OuterRef("scores_told"))
    untold = untold.filter(applied_at__gt=OuterRef("created_at"))
    return LeagueSeason.objects.filter(Exists(untold)).exclude(pk__in=[*but]).values_list("pk", flat=True).first()


@transaction.atomic
def tell_of_scores(season_id: int) -> None:
    """Tell a league's members of the scores that came in since they heard last, unless another process does."""
    locked = LeagueSeason.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    season = locked.select_related("league", "competition__sport").filter(pk=season_id).first()
    if season is None:
        return
    found = _uploads().filter(competition=season.competition_id, id__gt=season.scores_told).order_by("id")
    uploads = [*found]
    if not uploads:
        return
    season.scores_told = uploads[-1].pk
    season.save(update_fields=["scores_told"])
    if days := _match_days(season, uploads):
        item = NewsItem(
            kind=NoticeKind.SCORES_IN,
            event=f"scores:{season.pk}:{season.scores_told}",
            league=season.league,
            path=reverse("season", args=[season.league_id]),
        )
        people = [each.user_id for each in members_of(season.league)]
        notify(item, dict.fromkeys(people, _words(season.competition.title, days)))


def scores_waiting_for(members: Sequence[Member]) -> Iterator[WaitingForYou]:
    """Yield for each member the newest scores of their league that they haven't read of yet."""
    read = NoticeReader.objects.filter(user=OuterRef("user")).values("read_up_to")
    unread = Notice.objects.filter(
        kind=NoticeKind.SCORES_IN,
        user__in=[member.user_id for member in members],
        league__in=[member.league_id for member in members],
        created_at__gt=Now() - NEW_FOR,
        pk__gt=Coalesce(Subquery(read), 0),
    )
    newest = {(notice.user_id, notice.league_id): notice for notice in unread.order_by("pk")}
    for member in members:
        if notice := newest.get((member.user_id, member.league_id)):
            yield WaitingForYou(member.pk, notice.shown_text, notice.path)


def _words(competition: str, days: Sequence[str]) -> str:
    """Return what is said of match days; the name of one is empty where matches are of none."""
    if len(days) > 1:
        return english.SCORES_OF_DAYS.told(competition=competition, number=len(days))
    if not days[0]:
        return english.SCORES_WITHOUT_DAY.told(competition=competition)
    return english.SCORES_OF_DAY.told(competition=competition, day=days[0])


def _uploads() -> QuerySet[Upload]:
    return Upload.objects.filter(status=Upload.Status.APPLIED, applied_at__gt=Now() - TOO_OLD)


def _match_days(season: LeagueSeason, uploads: Collection[Upload]) -> list[str]:
    """Return the match days of which something new came in, empty for matches of none; a correction is no news."""
    changes = UploadChange.objects.filter(upload__in=uploads)
    if season.competition.sport.scored_by == Sport.ScoredBy.RESULTS:
        finished = Fixture.Status.FINISHED
        changes = changes.filter(what=UploadChange.What.FIXTURE, after__status=finished)
        changes = changes.exclude(before__status=finished)
    else:
        changes = changes.filter(what=UploadChange.What.PERFORMANCE, before__isnull=True)
    fixtures = season.competition.fixtures.filter(external_id__in=changes.values("name"))
    days = fixtures.order_by(F("round__number").asc(nulls_last=True)).values_list("round__name", flat=True)
    return [*dict.fromkeys(name or "" for name in days)]
