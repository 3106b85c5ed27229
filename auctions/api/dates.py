"""The HTTP calls of a league's date: to read it, and to say whether one can come."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from auctions.dates import services
from auctionsite.http.openapi import call
from leagues.dates.queries import answer_of, date_of
from leagues.models import Member
from leagues.queries import membership
from leagues.services import NotAllowed

_DATE = {"starts_at": "2026-12-04T20:00:00Z", "time_zone": "Europe/London", "begins_with": 8, "can": True}


class DateSerializer(serializers.Serializer[Any]):
    """When a league's auction is; all null while no date is to come. `can`: what I said; null: nothing yet."""

    starts_at = serializers.DateTimeField(allow_null=True)
    time_zone = serializers.CharField(allow_null=True, help_text="The league's, in which it was set.")
    begins_with = serializers.IntegerField(
        allow_null=True, help_text="With so many managers there it begins by itself; null: a commissioner begins it."
    )
    can = serializers.BooleanField(allow_null=True)


class DateAnswerSerializer(serializers.Serializer[Any]):
    """Whether I can come."""

    can = serializers.BooleanField()


class NoDateToAnswer(APIException):
    """There is no date to answer; the sentence says so."""

    status_code = 409
    default_code = services.DateRefused.code


class LeagueDateView(APIView):
    """`leagues/{id}/date`: when the auction is."""

    @call("league_date", {200: (DateSerializer, _DATE)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """The date to come, and what I said of it."""
        return Response(_shown(_member(request, league_id)))


class DateAnswerView(APIView):
    """`leagues/{id}/date/answer`: whether I can come."""

    @call(
        "league_date_answer",
        {200: (DateSerializer, _DATE)},
        400,
        403,
        404,
        409,
        request=DateAnswerSerializer,
        example={"can": True},
    )
    def put(self, request: Request, league_id: UUID) -> Response:
        """Say whether I can come; it can be said again until the hour."""
        member = _member(request, league_id)
        said = DateAnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            services.answer(member, can=said.validated_data["can"])
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except services.DateRefused as error:
            raise NoDateToAnswer(str(error)) from error
        return Response(_shown(_member(request, league_id)))


def _member(request: Request, league_id: UUID) -> Member:
    assert isinstance(request.user, User)  # noqa: S101 # the permission class let nobody else in
    member = membership(league_id, request.user)
    if member is None:
        raise NotFound(_("There is no such league, or you aren't a member of it."))
    return member


def _shown(member: Member) -> dict[str, Any]:
    date = date_of(member.league)
    if date is None or not date.is_coming:
        return dict.fromkeys(_DATE)
    can = answer_of(member)
    return {"starts_at": date.starts_at, "time_zone": date.time_zone, "begins_with": date.begins_with, "can": can}
