"""The HTTP calls of trades: parse, one service, the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctions import engine
from auctions.publish import messages
from auctions.rules.codes import Code
from auctionsite.http.openapi import IDEMPOTENCY_KEY, call
from auctionsite.http.pagination import ListPagination
from leagues.api.views import member_of, validated_body
from leagues.models import Member
from leagues.services import NotAllowed
from season.locks import LeagueBusy
from season.models import Trade
from season.ownership import queries
from season.ownership.services import refresh_ownership
from season.trades import drops, payloads, services
from season.trades.api import examples, serializers
from season.trades.queries import season_settings_of, settings_are_fixed, trades_of
from season.trades.records import TradeNotFound, TradeRefused
from season.trades.services import TradeOffer
from season.trades.settings_services import SettingsFixed, update_season_settings


class TradeConflict(APIException):
    """The request can't be done now, or not so; `code` says why."""

    status_code = 409


class TradeBusy(APIException):
    """Somebody else is changing the same; nothing was done."""

    status_code = 503
    default_code = Code.BUSY


class MalformedKey(APIException):
    """An `Idempotency-Key` that is no UUID."""

    status_code = 400
    default_code = "malformed"


@contextmanager
def errors_as_answers() -> Iterator[None]:
    """Turn what services raise into answers."""
    try:
        yield
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except TradeNotFound as error:
        raise NotFound(str(error)) from error
    except TradeRefused as error:
        raise TradeConflict(str(error), error.code) from error
    except SettingsFixed as error:
        raise TradeConflict(str(error), "settings_fixed") from error
    except (LeagueBusy, engine.AuctionBusy) as error:
        raise TradeBusy(str(error) if isinstance(error, LeagueBusy) else messages.short_sentence(Code.BUSY)) from error


def idempotency_key(request: Request) -> UUID | None:
    """The `Idempotency-Key`, if there is one."""
    key = request.headers.get("Idempotency-Key")
    try:
        return None if key is None else UUID(key)
    except ValueError as error:
        raise MalformedKey(_("Send a UUID as Idempotency-Key, a new one for each thing you want.")) from error


def trade_answer(member: Member, trade: Trade) -> dict[str, Any]:
    """A trade as the member sees it now."""
    return payloads.trade_payload(trades_of(member).get(pk=trade.pk), payloads.viewer_of(member))


class TradesView(APIView):
    """`leagues/{id}/trades`: those that I may see, and a new offer."""

    pagination_class = ListPagination

    @call("trades_list", {200: (serializers.TradeSerializer(many=True), examples.TRADE)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """My own trades, and those of the league that were agreed, newest first."""
        member = member_of(request, league_id)
        pages, viewer = ListPagination("-id"), payloads.viewer_of(member)
        rows = pages.paginate_queryset(trades_of(member), request) or []
        answer: Response = pages.get_paginated_response([payloads.trade_payload(each, viewer) for each in rows])
        return answer

    @call(
        "trades_create",
        {201: (serializers.TradeSerializer, examples.TRADE)},
        400,
        403,
        404,
        409,
        503,
        request=serializers.OfferSerializer,
        example=examples.OFFER,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Offer another manager a trade. 409 with a reason if it couldn't take effect now."""
        member = member_of(request, league_id)
        data = validated_body(serializers.OfferSerializer, request)
        with errors_as_answers():
            trade = services.propose(member, TradeOffer(**data), idempotency_key(request))
        return Response(trade_answer(member, trade), 201)


class TradeView(APIView):
    """`leagues/{id}/trades/{trade_id}`: one of them."""

    @call("trades_retrieve", {200: (serializers.TradeSerializer, examples.TRADE)}, 404)
    def get(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """A trade of mine, or one of the league that was agreed."""
        member = member_of(request, league_id)
        trade = trades_of(member).filter(pk=trade_id).first()
        if trade is None:
            raise NotFound(str(TradeNotFound()))
        return Response(payloads.trade_payload(trade, payloads.viewer_of(member)))


def _act(request: Request, league_id: UUID, trade_id: int, act: Callable[[Member, int], Trade]) -> Response:
    member = member_of(request, league_id)
    with errors_as_answers():
        trade = act(member, trade_id)
    return Response(trade_answer(member, trade))


_ANSWER: Any = ({200: (serializers.TradeSerializer, examples.TRADE)}, 403, 404, 409, 503)


class AcceptView(APIView):
    """`leagues/{id}/trades/{trade_id}/accept`."""

    @call("trades_accept", *_ANSWER)
    def post(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """Agree to a trade that I was offered. It then waits as the league's settings say, or takes effect."""
        return _act(request, league_id, trade_id, services.accept)


class DeclineView(APIView):
    """`leagues/{id}/trades/{trade_id}/decline`."""

    @call("trades_decline", *_ANSWER)
    def post(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """Say no to a trade that I was offered."""
        return _act(request, league_id, trade_id, services.decline)


class WithdrawView(APIView):
    """`leagues/{id}/trades/{trade_id}/withdraw`."""

    @call("trades_withdraw", *_ANSWER)
    def post(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """Take back a trade that I offered and that nobody has answered."""
        return _act(request, league_id, trade_id, services.withdraw)


class ApproveView(APIView):
    """`leagues/{id}/trades/{trade_id}/approve`."""

    @call("trades_approve", *_ANSWER)
    def post(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """Let an agreed trade take effect. For commissioners who aren't part of it."""
        return _act(request, league_id, trade_id, services.approve)


class VetoView(APIView):
    """`leagues/{id}/trades/{trade_id}/veto`."""

    @call("trades_veto", *_ANSWER)
    def post(self, request: Request, league_id: UUID, trade_id: int) -> Response:
        """Object to an agreed trade that I am not part of. A commissioner ends it, and so do most of the others."""
        return _act(request, league_id, trade_id, services.veto)


class DropsView(APIView):
    """`leagues/{id}/drops`: give something up."""

    @call(
        "drops_create",
        {200: (serializers.DroppedSerializer, examples.DROPPED)},
        400,
        403,
        404,
        409,
        503,
        request=serializers.DropSerializer,
        example={"asset": "7"},
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Give up an asset of mine for good: nobody owns it then. Its price comes back if the league says so."""
        member = member_of(request, league_id)
        asset = validated_body(serializers.DropSerializer, request)["asset"]
        with errors_as_answers():
            seq = drops.drop_asset(member, asset, idempotency_key(request))
        return Response({"asset": str(asset), "seq": seq})


class OwnedView(APIView):
    """`leagues/{id}/owned`: what belongs to whom."""

    pagination_class = ListPagination

    @call("owned_list", {200: (serializers.OwnedSerializer(many=True), examples.OWNED)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """Everything in a league of mine that is somebody's now, by name."""
        member = member_of(request, league_id)
        refresh_ownership(league_id)
        pages = ListPagination("asset__name", "asset_id")
        rows = pages.paginate_queryset(queries.owned_now(member.league_id), request) or []
        answer: Response = pages.get_paginated_response([payloads.ownership_payload(each) for each in rows])
        return answer


class NewsView(APIView):
    """`leagues/{id}/owned/news`: what became of assets while they were somebody's."""

    @call("owned_news", {200: (serializers.AssetNewsSerializer(many=True), examples.NEWS)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """The last 20 changes of assets that were somebody's then, newest first.

        They are of name, club and position, and whether it is retired. `by` is empty for nobody of the league. The
        league's socket says `assets_changed` when names, clubs or positions change.
        """
        member = member_of(request, league_id)
        refresh_ownership(league_id)
        news = queries.news_of_assets(member.league_id)
        return Response(serializers.AssetNewsSerializer(news, many=True).data)


class SettingsView(APIView):
    """`leagues/{id}/trades/settings`: by what rules the league trades."""

    @call("trades_settings", {200: (serializers.SeasonSettingsSerializer, examples.SETTINGS)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """By what rules a league of mine trades; `fixed` once a trade was agreed."""
        return _settings(member_of(request, league_id))

    @call(
        "trades_settings_change",
        {200: (serializers.SeasonSettingsSerializer, examples.SETTINGS)},
        400,
        403,
        404,
        409,
        503,
        request=serializers.SeasonSettingsSerializer,
        example={"approval": "commissioner", "drop_refund": True},
    )
    def patch(self, request: Request, league_id: UUID) -> Response:
        """Change some of them, until the first trade is agreed. For commissioners."""
        member = member_of(request, league_id)
        given = validated_body(serializers.SeasonSettingsSerializer, request)
        settings = serializers.merge_season_settings(season_settings_of(league_id), given)
        with errors_as_answers():
            update_season_settings(member, settings)
        return _settings(member)


def _settings(member: Member) -> Response:
    held = season_settings_of(member.league_id).values()
    return Response(held | {"fixed": settings_are_fixed(member.league_id)})
