"""The admin's read-only lists of lots, bids, managers, journals and heartbeats."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from auctions.models import Auction, AuctionEvent, Bid, Heartbeat, Lot, Participant, SuspiciousActivity
from auctions.reads import queries
from auctionsite.http.read_only_admin import ReadOnlyAdminMixin
from auctionsite.text.isolates import isolated


class ReadOnlyAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Rows that follow from a journal."""


class AuctionFilter(admin.SimpleListFilter):
    """Rows of one auction; the newest are offered, any other by its id in the address."""

    title = "auction"
    parameter_name = "auction"
    OFFERED = 20

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        newest = Auction.objects.select_related("league").order_by("-created_at")[: self.OFFERED]
        return [(each.pk, f"{isolated(each.league.name)}, {each.created_at:%d %b %H:%M}") for each in newest]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        try:
            return queryset.filter(auction=self.value()) if self.value() else queryset
        except ValidationError:  # no id
            return queryset.none()


class AuctionRowAdmin(ReadOnlyAdmin):
    """Rows that belong to an auction, found by it."""

    @admin.display(description="auction")
    def auction_name(self, row: Any) -> str:
        """The league's name, as a link to the auction."""
        address = reverse("admin:auctions_auction_change", args=[row.auction_id])
        return format_html('<a href="{}">{}</a>', address, row.auction.league.name)


@admin.register(Lot)
class LotAdmin(AuctionRowAdmin):
    """Lots of all auctions, the newest auction first."""

    list_display = ("number", "asset", "auction_name", "status", "price", "leader", "sold_to", "sold_for", "bids")
    list_select_related = ("asset", "auction__league", "leader__member__user", "sold_to__member__user")
    list_filter = (AuctionFilter, "status")
    search_fields = ("asset__name", "auction__league__name")
    exclude = ("hold",)
    ordering = ("-auction__created_at", "number")


@admin.register(Bid)
class BidAdmin(AuctionRowAdmin):
    """Every offer, accepted or refused, with its receipt."""

    list_display = ("id", "auction_name", "lot", "participant", "amount", "code", "arrived_at", "decided_at")
    list_select_related = ("auction__league", "lot__asset", "participant__member__user")
    list_filter = (AuctionFilter, "code")
    search_fields = ("auction__league__name",)
    ordering = ("-id",)


@admin.register(Participant)
class ParticipantAdmin(AuctionRowAdmin):
    """Managers and their money, without what is held: a hold can be a hidden maximum, which operators don't see."""

    list_display = ("name", "auction_name", "granted", "adjusted", "spent", "away")
    list_select_related = ("auction__league", "member__user")
    list_filter = (AuctionFilter,)
    search_fields = ("member__user__name", "member__user__email", "auction__league__name")
    exclude = ("held", "available", "max_bid", "proxies")
    ordering = ("-id",)

    @admin.display(description="manager")
    def name(self, seat: Participant) -> str:
        """The manager's display name."""
        return seat.member.name


@admin.register(AuctionEvent)
class AuctionEventAdmin(AuctionRowAdmin):
    """The journal, newest first. New values are left out, since holds are among them; see `audit_auctions`."""

    list_display = ("seq", "auction_name", "kind", "at", "actor", "reason")
    fields = ("auction", "seq", "kind", "at", "actor", "reason", "detail", "hash")
    readonly_fields = ("detail",)
    list_select_related = ("auction__league", "actor")
    list_filter = (AuctionFilter,)
    search_fields = ("kind", "reason", "auction__league__name")
    ordering = ("-id",)

    @admin.display(description="detail")
    def detail(self, event: AuctionEvent) -> str:
        """The event's details by name."""
        return ", ".join(f"{name}: {value}" for name, value in event.payload["detail"].items()) or "-"


@admin.register(SuspiciousActivity)
class SuspiciousActivityAdmin(ReadOnlyAdmin):
    """Young accounts that bid very often, with the evidence. They are not blocked: an operator looks and decides."""

    list_display = ("email", "display_name", "date_joined", "bids", "auctions_bid_in", "last_bid")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    fields = ("email", "name", "date_joined", "is_active")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SuspiciousActivity]":
        return queries.suspicious_activity(super().get_queryset(request))

    @admin.display(description=f"bids in the first {queries.SUSPICIOUS_HOURS} h", ordering="early_bids")
    def bids(self, account: SuspiciousActivity) -> int:
        """The number of early bids, accepted or not."""
        count: int = vars(account)["early_bids"]
        return count

    @admin.display(description="in auctions", ordering="early_auctions")
    def auctions_bid_in(self, account: SuspiciousActivity) -> int:
        """The number of auctions with such bids."""
        count: int = vars(account)["early_auctions"]
        return count

    @admin.display(description="the last of them", ordering="last_early_bid")
    def last_bid(self, account: SuspiciousActivity) -> datetime:
        """The instant of the last such bid."""
        at: datetime = vars(account)["last_early_bid"]
        return at


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """The last sign of life of each process."""

    list_display = ("process", "kind", "at")
    list_filter = ("kind",)
    ordering = ("-at",)
