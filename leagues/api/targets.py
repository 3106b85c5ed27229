"""The HTTP calls of a member's own targets: nobody else's can be asked for."""

from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.downloads import download
from auctionsite.http.openapi import call
from auctionsite.text.fields import TypedTextValue
from leagues.api import examples
from leagues.api.serializers import AssetPayloadSerializer
from leagues.api.views import MemberChangeRefused, member_of, validated_body
from leagues.models import Member
from leagues.payloads import asset_payload
from leagues.permissions import Action
from leagues.services import NotAllowed, require
from leagues.targets import queries, services
from leagues.targets.forms import NOTE_LENGTH
from leagues.targets.services import MOST_TARGETS, WORTH_AT_MOST, TargetRefused, Wish


class TargetSerializer(serializers.Serializer[Any]):
    """A target of mine: `place` counts from 1, `worth` is in units of the league."""

    place = serializers.IntegerField()
    asset = AssetPayloadSerializer()
    worth = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class TargetsSerializer(serializers.Serializer[Any]):
    """All of mine, in their order."""

    targets = TargetSerializer(many=True)


class WishSerializer(serializers.Serializer[Any]):
    """What I say of a target; what is absent stays, and `place` moves it."""

    worth = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=WORTH_AT_MOST)
    note = TypedTextValue(required=False, allow_blank=True, max_length=NOTE_LENGTH)
    place = serializers.IntegerField(required=False, min_value=1, max_value=MOST_TARGETS)


def _player(request: Request, league_id: UUID) -> Member:
    """The membership of whoever asks, who plays. Raises NotFound for outsiders, and PermissionDenied."""
    member = member_of(request, league_id)
    try:
        require(member, Action.PLAY)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return member


def _answer(member: Member) -> Response:
    rows = [
        {"place": number, "asset": asset_payload(each.asset), "worth": each.worth, "note": each.note}
        for number, each in enumerate(queries.targets_of(member), start=1)
    ]
    return Response({"targets": rows})


class TargetsView(APIView):
    """`leagues/{id}/targets`: what I want, which nobody else sees."""

    @call("leagues_targets", {200: (TargetsSerializer, examples.TARGETS)}, 403, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """My targets in their order, 300 at most. For those who play."""
        return _answer(_player(request, league_id))


class TargetView(APIView):
    """`leagues/{id}/targets/{asset}`: one of them."""

    @call(
        "leagues_target_put",
        {200: (TargetsSerializer, examples.TARGETS)},
        400,
        403,
        404,
        409,
        request=WishSerializer,
        example={"worth": 45, "note": "Only without Mia", "place": 1},
    )
    def put(self, request: Request, league_id: UUID, asset_id: int) -> Response:
        """Put an asset on my list, or change what I say of it. 409 `change_refused`: no such asset, or a full list."""
        member = _player(request, league_id)
        said = validated_body(WishSerializer, request)
        now = queries.wanted_assets(member).get(asset_id)
        before = Wish(worth=now.worth, note=now.note) if now else Wish()
        wish = Wish(worth=said.get("worth", before.worth), note=said.get("note", before.note))
        try:
            services.put_target(member, asset_id, wish)
            if "place" in said:
                services.move_target(member, asset_id, said["place"])
        except TargetRefused as error:
            raise MemberChangeRefused(str(error), "change_refused") from error
        return _answer(member)

    @call("leagues_target_remove", {200: (TargetsSerializer, examples.TARGETS)}, 403, 404)
    def delete(self, request: Request, league_id: UUID, asset_id: int) -> Response:
        """Take an asset off my list, with what I say of it."""
        member = _player(request, league_id)
        services.remove_target(member, asset_id)
        return _answer(member)


class TargetsCsvView(APIView):
    """`leagues/{id}/targets.csv`: what I want, for spreadsheets."""

    @call("leagues_targets_table", {(200, "text/csv"): (OpenApiTypes.STR, None)}, 403, 404)
    def get(self, request: Request, league_id: UUID) -> StreamingHttpResponse:
        """A line for each target, in their order."""
        return download("targets.csv", queries.exported_targets(_player(request, league_id)).as_csv())
