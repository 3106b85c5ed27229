"""The HTTP calls of a seat's owners: who they are, given and taken by commissioners, and invitations."""

from typing import Any
from uuid import UUID

from django.conf import settings as site
from django.urls import reverse
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import call
from leagues.api import examples
from leagues.api.serializers import FollowsSerializer, JoinCodeSerializer, MemberSerializer
from leagues.api.views import (
    DRY_RUN,
    MemberChangeRefused,
    answer_change,
    read_dry_run,
    two_members,
    user_of,
    validated_body,
)
from leagues.member_changes import coming_to_seat, leaving_seat, sentences_about
from leagues.owners import queries, services
from leagues.owners.services import InvitationGone
from leagues.queries import members_of
from leagues.services import ChangeRefused, NotAllowed


class OwnersSerializer(serializers.Serializer[Any]):
    """All who own a seat: its manager first."""

    owners = MemberSerializer(many=True)


class NewOwnerSerializer(serializers.Serializer[Any]):
    """The member who is to own the seat too."""

    member = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class InvitationSerializer(serializers.Serializer[Any]):
    """An invitation: whoever follows it first owns the seat too."""

    code = serializers.CharField()
    link = serializers.CharField()


class OwnersView(APIView):
    """`leagues/{id}/members/{id}/owners`: who owns a manager's seat with them."""

    @call("leagues_seat_owners", {200: (OwnersSerializer, examples.OWNERS)}, 404)
    def get(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """The manager, and those who own the seat too, in the order in which they came: 5 at most."""
        _, manager = two_members(request, league_id, member_id)
        return Response(OwnersSerializer({"owners": queries.owners_of(manager)}).data)

    @call(
        "leagues_seat_owner_add",
        {201: (MemberSerializer, examples.OWNER), 200: (FollowsSerializer, examples.FOLLOWS)},
        400,
        403,
        404,
        409,
        request=NewOwnerSerializer,
        example={"member": 14},
        parameters=[DRY_RUN],
    )
    def post(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """Let a member own the seat too: for commissioners. 409 `change_refused`.

        With `dry_run` nothing is changed, and the answer is 200 `{sentences}`: what would follow.
        """
        by, manager = two_members(request, league_id, member_id)
        wanted = validated_body(NewOwnerSerializer, request)["member"]
        member = members_of(by.league).filter(pk=wanted).first()
        if member is None:
            raise NotFound(gettext("There is no such member in this league; see `members`."))
        change = coming_to_seat(member, manager, by)
        answer = answer_change(
            request, lambda: services.add_owner(by, manager, member), lambda: sentences_about(change)
        )
        answer.status_code = 200 if read_dry_run(request) else 201
        return answer


class OwnerView(APIView):
    """`leagues/{id}/members/{id}/owners/{id}`: one who owns the seat too."""

    @call(
        "leagues_seat_owner_end",
        {204: (None, None), 200: (FollowsSerializer, examples.FOLLOWS)},
        403,
        404,
        409,
        parameters=[DRY_RUN],
    )
    def delete(self, request: Request, league_id: UUID, member_id: int, owner_id: int) -> Response:
        """Let them own it no more, at once: for commissioners, and everybody for themselves. They watch then.

        With `dry_run` nothing is changed, and the answer is 200 `{sentences}`: what would follow.
        """
        by, manager = two_members(request, league_id, member_id)
        owner = queries.co_owners_in(by.league_id).filter(owns_with=manager, pk=owner_id).first()
        if owner is None:
            raise NotFound(gettext("There is no such owner of this seat; see `owners`."))
        change = leaving_seat(owner, by)
        answer = answer_change(request, lambda: services.end_ownership(by, owner), lambda: sentences_about(change))
        return answer if read_dry_run(request) else Response(status=204)


class InvitationView(APIView):
    """`leagues/{id}/members/{id}/owners/invitation`: a link by which somebody comes to own the seat too."""

    @call("leagues_seat_invite", {201: (InvitationSerializer, examples.INVITATION)}, 403, 404, 409)
    def post(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """Make an invitation, which works once; the one before stops working. For commissioners."""
        by, manager = two_members(request, league_id, member_id)
        try:
            code = services.invite_owner(by, manager)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except ChangeRefused as error:
            raise MemberChangeRefused(str(error), error.code) from error
        return Response({"code": code, "link": site.BASE_URL + reverse("join-seat", args=[code])}, 201)

    @call("leagues_seat_uninvite", {204: (None, None)}, 403, 404)
    def delete(self, request: Request, league_id: UUID, member_id: int) -> Response:
        """Let nobody follow the invitation any more. For commissioners."""
        by, manager = two_members(request, league_id, member_id)
        try:
            services.take_back_invitation(by, manager)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        return Response(status=204)


class JoinSeatView(APIView):
    """`seats/join`: follow an invitation."""

    @call(
        "leagues_seat_join",
        {200: (MemberSerializer, examples.OWNER)},
        400,
        404,
        409,
        request=JoinCodeSerializer,
        example={"code": "KWRTBDKWRTBDKWRT"},
    )
    def post(self, request: Request) -> Response:
        """Own the seat too, and join its league. 404 once somebody has followed it. 409 `change_refused`."""
        code = validated_body(JoinCodeSerializer, request)["code"]
        try:
            return Response(MemberSerializer(services.accept_invitation(user_of(request), code)).data)
        except InvitationGone as error:
            raise NotFound(gettext("This invitation was followed already, or taken back.")) from error
        except ChangeRefused as error:
            raise MemberChangeRefused(str(error), error.code) from error
