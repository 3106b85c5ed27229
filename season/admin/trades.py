"""Trades and whose assets were and are: to look at and to export. Services alone change them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from import_export.fields import Field

from auctionsite.http.exports import SpreadsheetResource
from season.admin.scores import FromUploads
from season.models import LeagueSettings, Ownership, Trade, TradeAsset, TradeStep, TradeVeto


class _TradeRows(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    """Rows of a trade that nobody changes here."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AssetsOfTrade(_TradeRows):
    model = TradeAsset

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With the names that are shown."""
        return super().get_queryset(request).select_related("lot__asset", "giver__user")


class StepsOfTrade(_TradeRows):
    model = TradeStep

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """With the names that are shown."""
        return super().get_queryset(request).select_related("by__user")


class VetoesOfTrade(_TradeRows):
    model = TradeVeto


class TradeResource(SpreadsheetResource):
    """A line for each trade."""

    league = Field("league__name")
    proposer = Field("proposer__user__name")
    partner = Field("partner__user__name")

    class Meta:
        model = Trade
        fields = (
            *("id", "league", "proposer", "partner", "pays", "note", "status", "approval"),
            *("created_at", "takes_effect_at", "seq", "reason"),
        )
        export_order = fields


@admin.register(Trade)
class TradeAdmin(FromUploads):
    resource_classes = (TradeResource,)
    inlines = (AssetsOfTrade, StepsOfTrade, VetoesOfTrade)
    list_display = ("id", "league", "proposer_name", "partner_name", "pays", "status", "takes_effect_at", "reason")
    list_filter = ("status", "approval")
    list_select_related = ("league", "proposer__user", "partner__user")
    search_fields = ("league__name", "proposer__user__name", "partner__user__name")

    @admin.display(description="proposer")
    def proposer_name(self, trade: Trade) -> str:
        """The manager who offered it."""
        return trade.proposer.name

    @admin.display(description="partner")
    def partner_name(self, trade: Trade) -> str:
        """The manager to whom it was offered."""
        return trade.partner.name


class OwnershipResource(SpreadsheetResource):
    """A line for each period."""

    league = Field("league__name")
    asset = Field("asset__name")
    external_id = Field("asset__external_id")
    member = Field("member__user__name")

    class Meta:
        model = Ownership
        fields = ("league", "asset", "external_id", "member", "from_at", "until_at", "price", "seq")
        export_order = fields


@admin.register(Ownership)
class OwnershipAdmin(FromUploads):
    resource_classes = (OwnershipResource,)
    list_display = ("asset", "owner", "league", "from_at", "until_at", "price", "seq")
    list_select_related = ("asset", "member__user", "league")
    list_filter = (("until_at", admin.EmptyFieldListFilter),)
    search_fields = ("asset__name", "league__name", "member__user__name")

    @admin.display(description="owner")
    def owner(self, row: Ownership) -> str:
        """The member who owned it."""
        return row.member.name


@admin.register(LeagueSettings)
class LeagueSettingsAdmin(FromUploads):
    list_display = ("league_name", "settings")
    list_select_related = ("league",)
    search_fields = ("league__name",)

    @admin.display(description="league")
    def league_name(self, row: LeagueSettings) -> str:
        """The league that they belong to."""
        return row.league.name
