"""The HTTP calls of leagues and of what there is to buy: parse, one service, the answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_response
from leagues import built_in_sports, member_changes, queries, services
from leagues.api import examples, serializers
from leagues.models import Member, Role
from leagues.settings.auction import AuctionSettings

DRY_RUN = OpenApiParameter("dry_run", OpenApiTypes.BOOL, description="Only say what would be done.")
NO_SUCH_LEAGUE = gettext_lazy("There is no such league, or you aren't a member of it.")


class MemberChangeRefused(APIException):
    """The change isn't possible; the code and the sentence say why."""

    status_code = 409


def user_of(request: Request) -> User:
    """Return the user who makes the request; the permission class let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 # see above
    return request.user


def member_of(request: Request, league_id: UUID) -> Member:
    """The membership of whoever asks; an outsider doesn't learn whether the league exists."""
    member = queries.membership(league_id, user_of(request))
    if member is None:
        raise NotFound(NO_SUCH_LEAGUE)
    return member


def validated_body(serializer: Any, request: Request) -> dict[str, Any]:
    """The body as the serializer reads it. Raises ValidationError."""
    read = serializer(data=request.data)
    read.is_valid(raise_exception=True)
    data: dict[str, Any] = read.validated_data
    return data


def read_dry_run(request: Request) -> bool:
    """Return whether the query asks only to say what would be done."""
    text = request.query_params.get("dry_run", "")
    if text.lower() not in {"", "0", "1", "true", "false"}:
        raise ValidationError({"dry_run": [_("Give 1 or 0.")]})
    return text.lower() in {"1", "true"}


def league_answer(member: Member) -> dict[str, Any]:
    """The member's league, as they see it."""
    row = queries.leagues_of(member.user).get(pk=member.pk)
    return dict(serializers.LeagueSerializer(row).data)


class LeaguesView(APIView):
    """`leagues/`: mine, and a new one."""

    pagination_class = ListPagination

    @call("leagues_list", {200: (serializers.LeagueSerializer(many=True), examples.LEAGUE)}, 404)
    def get(self, request: Request) -> Response:
        """The leagues that I am in, newest first."""
        rows = queries.leagues_of(user_of(request))
        answer: Response = paginated_response(
            request, rows, serializers.LeagueSerializer, "-league__created_at", "-league__id"
        )
        return answer

    @call(
        "leagues_create",
        {201: (serializers.LeagueSerializer, examples.LEAGUE)},
        400,
        request=serializers.NewLeagueSerializer,
        example={"name": "The Friday League", "sport": "football", "settings": {"budget": 250}},
    )
    def post(self, request: Request) -> Response:
        """Make a league; whoever makes it is its commissioner."""
        data = validated_body(serializers.NewLeagueSerializer, request)
        settings = serializers.merge_settings(AuctionSettings(), data.get("settings", {}))
        try:
            sport = built_in_sports.sport_of_key(data["sport"])
        except built_in_sports.SportNotFound as error:
            raise ValidationError({"sport": [_("There is no such sport; see `sports/`.")]}) from error
        league = services.create_league(user_of(request), data["name"], sport, settings)
        return Response(league_answer(member_of(request, league.pk)), 201)


class LeagueView(APIView):
    """`leagues/{id}/`: one league."""

    @call("leagues_retrieve", {200: (serializers.LeagueSerializer, examples.LEAGUE)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """A league that I am in."""
        return Response(league_answer(member_of(request, league_id)))

    @call(
        "leagues_change",
        {200: (serializers.LeagueSerializer, examples.LEAGUE)},
        400,
        403,
        404,
        request=serializers.LeagueChangeSerializer,
        example={"settings": {"budget": 300, "lot_seconds": 20}},
    )
    def patch(self, request: Request, league_id: UUID) -> Response:
        """Change the name, or some settings: the next auction is played by them. For commissioners."""
        member = member_of(request, league_id)
        data = validated_body(serializers.LeagueChangeSerializer, request)
        settings = serializers.merge_settings(AuctionSettings.read(member.league.settings), data.get("settings", {}))
        try:
            services.update_settings(member, settings, name=data.get("name"))
        except services.NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        return Response(league_answer(member))


class JoinView(APIView):
    """`leagues/{id}/join`: become a manager."""

    @call(
        "leagues_join",
        {200: (serializers.MemberSerializer, examples.MEMBER)},
        400,
        404,
        request=serializers.JoinCodeSerializer,
        example={"code": "KWRTBD"},
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Join the league with its code. Whoever is a member already stays what they are."""
        code = validated_body(serializers.JoinCodeSerializer, request)["code"]
        try:
            if services.find_league_by_code(code).pk != league_id:
                raise NotFound(_("This code isn't of this league."))
            member = services.join_league(user_of(request), code)
        except services.LeagueNotFound as error:
            raise NotFound(_("This code isn't of this league.")) from error
        return Response(serializers.MemberSerializer(member).data)


class MembersView(APIView):
    """`leagues/{id}/members`: who is in it."""

    pagination_class = ListPagination

    @call("leagues_members", {200: (serializers.MemberSerializer(many=True), examples.MEMBER)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """Everybody in a league of mine, in the order in which they came."""
        rows = queries.members_of(member_of(request, league_id).league)
        answer: Response = paginated_response(request, rows, serializers.MemberSerializer, "joined_at", "id")
        return answer


class MemberView(APIView):
    """`leagues/{id}/members/{id}`: what commissioners do with a member, and everybody with themselves."""

    @call(
        "leagues_member_change",
        {200: (serializers.MemberSerializer, examples.MEMBER)},
        400,
        403,
        404,
        409,
        request=serializers.MemberChangeSerializer,
        example={"role": "spectator"},
        parameters=[DRY_RUN],
    )
    def patch(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """Give another role, or hand the league over: for commissioners. 409 `last_commissioner`, `change_refused`.

        With `dry_run` nothing is changed, and the answer is `{sentences}`: what would follow.
        """
        by, member = two_members(request, league_id, member_id)
        data = validated_body(serializers.MemberChangeSerializer, request)
        if data["hand_over"]:
            return answer_change(
                request,
                lambda: services.hand_over(by, member),
                lambda: member_changes.sentences_about_hand_over(member, by),
            )
        role = Role(data["role"])
        change = member_changes.MemberChange(member=member, by=by, role=role)
        return answer_change(
            request,
            lambda: services.change_role(by, member, role),
            lambda: member_changes.sentences_about(change) if role != member.role else [],
        )

    @call(
        "leagues_member_remove",
        {204: (None, None), 200: (serializers.FollowsSerializer, examples.FOLLOWS)},
        400,
        403,
        404,
        409,
        parameters=[DRY_RUN],
    )
    def delete(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """Leave the league, or remove a member: for commissioners. 409 `last_commissioner`.

        Seats in auctions and what was bought stay. Whoever is removed by another knows the code, so the league gets a
        new one. With `dry_run` nothing is changed, and the answer is 200 `{sentences}`: what would follow.
        """
        by, member = two_members(request, league_id, member_id)
        change = member_changes.MemberChange(member=member, by=by, role=None)
        answer = answer_change(
            request, lambda: services.remove_member(by, member), lambda: member_changes.sentences_about(change)
        )
        return answer if read_dry_run(request) else Response(status=204)


def two_members(request: Request, league_id: UUID, member_id: int) -> tuple[Member, Member]:
    """Return the membership of whoever asks, and the one that they ask about."""
    by = member_of(request, league_id)
    member = queries.members_of(by.league).filter(pk=member_id).first()
    if member is None:
        raise NotFound(_("There is no such member in this league; see `members`."))
    return by, member


def answer_change(request: Request, act: Callable[[], Member], sentences: Callable[[], list[str]]) -> Response:
    """Do it and show the member as they are then; with `dry_run` say what would follow. Refuses as the page does."""
    try:
        if read_dry_run(request):
            services.try_change(act)
            return Response({"sentences": sentences()})
        return Response(serializers.MemberSerializer(act()).data)
    except services.NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except services.ChangeRefused as error:
        raise MemberChangeRefused(str(error), error.code) from error


class SportsView(APIView):
    """`sports/`: what can be played."""

    pagination_class = ListPagination

    @call("sports_list", {200: (serializers.SportSerializer(many=True), examples.SPORT)}, 404)
    def get(self, request: Request) -> Response:
        """All sports, by key."""
        answer: Response = paginated_response(request, queries.sports(), serializers.SportSerializer, "key")
        return answer


class AssetsView(APIView):
    """`sports/{key}/assets`: what there is to buy."""

    pagination_class = ListPagination

    @call("sports_assets", {200: (serializers.AssetSerializer(many=True), examples.ASSET)}, 404)
    def get(self, request: Request, key: str) -> Response:
        """What any league of the sport may sell, by name; which of them one sells is its pool."""
        if not queries.sports().filter(key=key).exists():
            raise NotFound(_("There is no such sport; see `sports/`."))
        answer: Response = paginated_response(
            request, queries.shared_assets_of(key), serializers.AssetSerializer, "name", "id"
        )
        return answer
