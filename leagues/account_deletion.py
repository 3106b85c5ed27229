"""The end of an account as leagues see it, and the data that a member may take with them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from auctionsite.text.isolates import isolated
from leagues import member_changes, services
from leagues.member_changes import MemberChange
from leagues.models import DateAnswer, Member, Target
from leagues.queries import commissioners, commissioners_of


def memberships_for_download(user: User) -> dict[str, Any]:
    """The user's memberships, those they left too."""
    rows = Member.objects.filter(user=user).order_by("joined_at")
    return {"memberships": list(rows.values("league__name", "role", "team", "joined_at", "left_at"))}


def objections_to_deletion(user: User) -> list[str]:
    """A sentence for each league that others play in and that would be left without a commissioner."""
    sentences = []
    for member in commissioners().select_related("league").filter(user=user):
        others = Member.objects.filter(league=member.league_id, left_at=None, bot=False, user__is_active=True)
        others = others.exclude(pk=member.pk)
        if others.exists() and not commissioners_of(member.league_id).exclude(pk=member.pk).exists():
            words = _("Hand {league} over to somebody first: you are its only commissioner.")
            sentences.append(words.format(league=isolated(member.league.name)))
    return sentences


def what_follows(user: User) -> Iterator[str]:
    """Yield what leaving each of the user's leagues means, as sentences."""
    for member in Member.objects.select_related("league__sport", "user").filter(user=user, left_at=None):
        words = _("You leave {league}, and can't come back with this account.")
        yield words.format(league=isolated(member.league.name))
        yield from member_changes.sentences_of_apps(MemberChange(member=member, role=None, by=member))


def leave_all_leagues(user: User) -> None:
    """Take the user out of all leagues; a league of theirs alone stays behind, empty. What they wanted is forgotten."""
    Target.objects.filter(member__user=user).delete()
    DateAnswer.objects.filter(member__user=user).delete()
    for member in Member.objects.select_related("league", "user").filter(user=user, left_at=None):
        services.take_out(member)
