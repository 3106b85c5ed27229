"""The HTTP calls of what a league sells: its lists, its pool, and the assets that come of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_names_response, paginated_response
from leagues.api import examples
from leagues.api.serializers import AssetSerializer
from leagues.api.views import DRY_RUN, member_of, read_dry_run, validated_body
from leagues.lists import queries
from leagues.lists.choosing import Choice
from leagues.models import AssetList, League
from leagues.permissions import Action
from leagues.pools.services import MOST_EDITS, PoolRefused, change_pool, check_choice
from leagues.services import NotAllowed, require


class AssetListSerializer(serializers.Serializer[AssetList]):
    """A list that the league may sell; `title` is its name with its season, `own` whether it is the league's own."""

    id = serializers.CharField(source="pk")
    key = serializers.SlugField()
    name = serializers.CharField()
    season = serializers.CharField()
    title = serializers.CharField()
    size = serializers.IntegerField()
    own = serializers.SerializerMethodField()

    def get_own(self, asset_list: AssetList) -> bool:
        """Whether nobody else may sell it."""
        return asset_list.league_id is not None


class PoolChangeSerializer(serializers.Serializer[Any]):
    """What of a pool is to be changed; what is absent stays. Ids are those of `lists` and of assets."""

    list = serializers.IntegerField(required=False, min_value=1)
    positions = serializers.ListField(
        child=serializers.CharField(max_length=20, allow_blank=True),
        max_length=100,
        required=False,
        help_text="Only these; empty: all.",
    )
    first = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=1_000_000, help_text="So many by rank; null: all."
    )
    left_out = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_EDITS, required=False)
    added = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_EDITS, required=False)


class PoolSerializer(serializers.Serializer[Any]):
    """What the league's next auction sells; `count` is how many assets that is."""

    list = AssetListSerializer(allow_null=True)
    positions = serializers.ListField(child=serializers.CharField())
    first = serializers.IntegerField(allow_null=True)
    left_out = serializers.ListField(child=serializers.CharField())
    added = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()


def _answer(league: League, asset_list: AssetList | None, choice: Choice) -> Response:
    shown = queries.lists_for(league).filter(pk=asset_list.pk).first() if asset_list else None
    pool = {
        "list": shown,
        "positions": sorted(choice.positions),
        "first": choice.first,
        "left_out": sorted(choice.left_out),
        "added": sorted(choice.added),
        "count": len(queries.chosen_from(league, asset_list, choice)),
    }
    return Response(PoolSerializer(pool).data)


class PoolView(APIView):
    """`leagues/{id}/pool`: what the league sells."""

    @call("leagues_pool", {200: (PoolSerializer, examples.POOL)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """The list that the league's next auction sells from, and what of it."""
        league = member_of(request, league_id).league
        pool = queries.pool_of(league)
        return _answer(league, pool.asset_list, queries.choice_of(pool))

    @call(
        "leagues_pool_change",
        {200: (PoolSerializer, examples.POOL)},
        400,
        403,
        404,
        request=PoolChangeSerializer,
        example={"list": 3, "positions": ["DEF", "MID", "FWD"], "first": 200, "left_out": [411]},
        parameters=[DRY_RUN],
    )
    def patch(self, request: Request, league_id: UUID) -> Response:
        """Choose a list, positions, the first so many by rank, what is left out and what is added: for commissioners.

        Auctions that exist keep their lots. With `dry_run` nothing is changed: the answer says what it would come to.
        """
        member = member_of(request, league_id)
        data = validated_body(PoolChangeSerializer, request)
        pool = queries.pool_of(member.league)
        choice = _changed(queries.choice_of(pool), data)
        asset_list = pool.asset_list
        if "list" in data:
            asset_list = queries.lists_for(member.league).filter(pk=data["list"]).first()
            if asset_list is None:
                raise ValidationError({"list": [gettext("There is no such list for this league; see `lists`.")]})
        try:
            if read_dry_run(request):
                require(member, Action.CHANGE_SETTINGS)
                check_choice(member.league, asset_list, choice)
            else:
                change_pool(member, asset_list, choice)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except PoolRefused as error:
            raise ValidationError({name: [sentence] for name, sentence in error.fields.items()}) from error
        return _answer(member.league, asset_list, choice)


def _changed(choice: Choice, given: dict[str, Any]) -> Choice:
    """Return the choice with what is given in its place."""
    sets = {name: frozenset(given.get(name, getattr(choice, name))) for name in ("positions", "left_out", "added")}
    return Choice(first=given.get("first", choice.first), **sets)


class ListsView(APIView):
    """`leagues/{id}/lists`: what the league may sell from."""

    pagination_class = ListPagination

    @call("leagues_lists", {200: (AssetListSerializer(many=True), examples.ASSET_LIST)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """The league's own lists and those of its sport, the newest first."""
        rows = queries.lists_for(member_of(request, league_id).league)
        answer: Response = paginated_response(request, rows, AssetListSerializer, "-id")
        return answer


class LeagueAssetsView(APIView):
    """`leagues/{id}/assets`: what comes up for sale."""

    pagination_class = ListPagination

    @call("leagues_assets", {200: (AssetSerializer(many=True), examples.ASSET)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """What the league's next auction sells, by name, with position, club and rank as its list has them."""
        sold = {f"{asset.name} {asset.pk}": asset for asset in queries.assets_of(member_of(request, league_id).league)}

        def rows(names: Sequence[str]) -> list[Any]:
            return [AssetSerializer(sold[name]).data for name in names]

        return paginated_names_response(request, sorted(sold), rows)
