"""The HTTP calls of notices: to read one's own, to choose what one hears of, and to tell a league something."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_response
from auctionsite.text.fields import TypedTextValue
from leagues.queries import membership
from leagues.services import NotAllowed
from notices import choices, queries
from notices.announcing.services import LONGEST, AnnouncementRefused, announce
from notices.kinds import CHANNELS, KIND_CHOICES, KINDS, NoticeChannel, NoticeKind
from notices.models import Notice, NoticeReader

_NOTICE = {
    "id": 7,
    "kind": "outbid",
    "league": "0c6f1b1e-3f0e-4d27-9c49-3f3d0f6b6a10",
    "text": "You were outbid on Saka, at £31m.",
    "path": "/auction/9b2d0c1e-0a55-4a9f-8a4e-6f7f3c0f5d21/",
    "created_at": "2026-11-27T16:00:00Z",
}
_CHOICES = {
    "mail_every": "hour",
    "choices": [{"kind": "outbid", "channel": "email", "wanted": True}],
}


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """Something that I should hear of; `path` is the page that it leads to."""

    class Meta:
        model = Notice
        fields = ("id", "kind", "league", "text", "path", "created_at")

    def to_representation(self, instance: Notice) -> dict[str, Any]:
        """Return it with its text in the reader's language."""
        return {**super().to_representation(instance), "text": instance.shown_text}


_MOST = len(KINDS) * len(NoticeChannel)


class NoticeChoiceSerializer(serializers.Serializer[Any]):
    """Whether I want to hear of a kind by a channel."""

    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    channel = serializers.ChoiceField(choices=[(str(channel), label) for channel, label in CHANNELS.items()])
    wanted = serializers.BooleanField()


class NoticeChoicesSerializer(serializers.Serializer[Any]):
    """What I want to hear of, and how often by mail at most."""

    mail_every = serializers.ChoiceField(choices=NoticeReader.Every.choices, required=False)
    choices = NoticeChoiceSerializer(many=True, required=False, max_length=_MOST)  # type: ignore[call-arg] # of the list


class LeagueMessageSerializer(serializers.Serializer[Any]):
    """What everybody in a league is told."""

    text = TypedTextValue(max_length=LONGEST)


class AnnouncementLimited(APIException):
    """The league has had too many; the sentence says when to come again."""

    status_code = 429
    default_code = AnnouncementRefused.code


def _user(request: Request) -> User:
    assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
    return request.user


class NoticesView(APIView):
    """`notices/`: mine, of 30 days."""

    pagination_class = ListPagination

    @call("notices_list", {200: (NoticeSerializer(many=True), _NOTICE)}, 404)
    def get(self, request: Request) -> Response:
        """What happened in my leagues while I was away, of the kinds that I want on my page, newest first."""
        answer: Response = paginated_response(request, queries.notices_of(_user(request)), NoticeSerializer, "-id")
        return answer


class NoticeChoicesView(APIView):
    """`notices/choices`: what I want to hear of."""

    @call("notice_choices", {200: (NoticeChoicesSerializer, _CHOICES)})
    def get(self, request: Request) -> Response:
        """What I hear of, for every kind and channel, and how often by mail at most."""
        return Response(_chosen(_user(request)))

    @call(
        "notice_choices_change",
        {200: (NoticeChoicesSerializer, _CHOICES)},
        400,
        request=NoticeChoicesSerializer,
        example=_CHOICES,
    )
    def put(self, request: Request) -> Response:
        """Choose. What isn't named stays as it is."""
        user = _user(request)
        said = NoticeChoicesSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        named = {
            (NoticeKind(each["kind"]), NoticeChannel(each["channel"])): bool(each["wanted"])
            for each in said.validated_data.get("choices", [])
        }
        every = NoticeReader.Every(said.validated_data.get("mail_every", choices.mail_every(user)))
        choices.choose(user, named, every)
        return Response(_chosen(user))


class LeagueMessageView(APIView):
    """`leagues/{id}/messages`: to everybody in the league."""

    @call(
        "league_message",
        {204: (None, None)},
        400,
        403,
        404,
        request=LeagueMessageSerializer,
        example={"text": "We meet on Friday."},
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Tell everybody in a league something, for commissioners: it is a notice, and is mailed as they chose."""
        by = membership(league_id, _user(request))
        if by is None:
            raise NotFound(_("There is no such league, or you aren't a member of it."))
        said = LeagueMessageSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            announce(by, said.validated_data["text"])
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except AnnouncementRefused as error:
            raise AnnouncementLimited(str(error)) from error
        return Response(status=204)


def _chosen(user: User) -> dict[str, Any]:
    rows = choices.choices_of(user).items()
    return {
        "mail_every": choices.mail_every(user),
        "choices": [{"kind": kind, "channel": channel, "wanted": wanted} for (kind, channel), wanted in rows],
    }
