"""The admin's list of auctions, and the actions on each, which ask for a reason.

Nothing is edited here. What is true of an auction follows from its journal, so every action goes through
`auctions/recovery/operator_actions.py`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from auctions.admin import actions as admin_actions
from auctions.admin.records import ReadOnlyAdmin
from auctions.models import Auction, AuctionEvent, Lot
from auctions.publish import groups, presence
from auctions.recovery import operator_actions
from leagues.permissions import Action, access_role, may


class AuctionList(ChangeList):
    """A page of auctions; the sizes of their rooms are read in one request."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page, each with `room_size`, the number of sockets in its room."""
        super().get_results(request)
        rows = list(self.result_list)
        sizes = presence.read_sizes_now([groups.auction_room(auction.pk) for auction in rows])
        for auction, size in zip(rows, sizes, strict=True):
            auction.room_size = size
        self.result_list = rows


@admin.register(Auction)
class AuctionAdmin(ReadOnlyAdmin):
    """One line for each auction, and what operators may do with it."""

    list_display = ("league", "status", "seq", "open_lot", "room", "last_event_at", "journal")
    list_select_related = ("league",)
    list_filter = ("status", "waiting_room")
    search_fields = ("id", "league__name")
    actions = ("pause", "resume", "cancel", "fix")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Auction]":
        opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN).order_by("number")
        last = AuctionEvent.objects.filter(auction=OuterRef("pk"), seq=OuterRef("seq"))
        rows: QuerySet[Auction] = super().get_queryset(request)
        return rows.annotate(
            open_lot_name=Subquery(opened.values("asset__name")[:1]), last_event=Subquery(last.values("at")[:1])
        )

    @admin.display(description="open lot", empty_value="-")
    def open_lot(self, auction: Auction) -> str | None:
        """The asset up for sale."""
        name: str | None = vars(auction)["open_lot_name"]
        return name

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list with the sizes of rooms."""
        return AuctionList

    @admin.display(description="in the room", empty_value="unknown")
    def room(self, auction: Auction) -> int | None:
        """The number of sockets in the room, bots included."""
        size: int | None = vars(auction).get("room_size")
        return size

    @admin.display(description="last event", ordering="last_event")
    def last_event_at(self, auction: Auction) -> datetime | None:
        """The instant of the newest event."""
        at: datetime | None = vars(auction)["last_event"]
        return at

    @admin.display(description="details")
    def journal(self, auction: Auction) -> str:
        """Links to the auction's events, lots, bids and managers."""
        names = ("auctionevent", "journal"), ("lot", "lots"), ("bid", "bids"), ("participant", "managers")
        links = [(reverse(f"admin:auctions_{model}_changelist"), auction.pk, word) for model, word in names]
        parts = [format_html('<a href="{}?auction={}">{}</a>', *link) for link in links]
        return format_html("{} · {} · {} · {}", *parts)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """True if the user may act on auctions; Django offers the actions then."""
        operator = access_role(None, is_operator=request.user.is_staff)
        return may(operator, Action.OPERATE) and request.user.has_perm("auctions.change_auction")

    def get_urls(self) -> list[URLPattern]:
        """Add a page for each auction and action."""
        page = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(never_cache(self.operate)))
        return [path("<uuid:auction_id>/do/<str:name>/", page, name="auctions_auction_do"), *super().get_urls()]

    def operate(self, request: HttpRequest, auction_id: UUID, name: str) -> HttpResponse:
        """Ask for a reason, then act on this auction; back to the start page, which shows it as it is now."""
        if not self.has_operate_permission(request):
            raise PermissionDenied("Only operators who may change auctions do this.")
        if (action := operator_actions.ACTIONS.get(name)) is None:
            raise Http404(f"Nothing is called {name}; there are {', '.join(operator_actions.ACTIONS)}.")
        auction = get_object_or_404(Auction.objects.select_related("league"), pk=auction_id)
        back = reverse("admin:index")
        return admin_actions.act_with_reason(self, request, [auction], action, back) or redirect(back)

    @admin.action(description="Pause: stop all clocks", permissions=["operate"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Pause the selected auctions."""
        return self._with_reason(request, queryset, operator_actions.PAUSE)

    @admin.action(description="Resume: count 3-2-1 and go on", permissions=["operate"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Resume the selected auctions."""
        return self._with_reason(request, queryset, operator_actions.RESUME)

    @admin.action(description="Cancel: end for good, all money goes back", permissions=["operate"])
    def cancel(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Cancel the selected auctions."""
        return self._with_reason(request, queryset, operator_actions.CANCEL)

    @admin.action(description="Fix what is stuck", permissions=["operate"])
    def fix(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Mend the selected auctions, as far as they are stuck."""
        return self._with_reason(request, queryset, operator_actions.FIX)

    def _with_reason(
        self, request: HttpRequest, queryset: "QuerySet[Auction]", action: operator_actions.OperatorAction
    ) -> HttpResponse | None:
        back = reverse("admin:auctions_auction_changelist")
        return admin_actions.act_with_reason(self, request, list(queryset.select_related("league")), action, back)
