"""Auctions, as operators see them: to look at everything, and to pause, resume and cancel with a reason.

Nothing is edited here. What is true of an auction follows from its journal, so the three actions go through the engine
like everybody else's commands, in the name of the operator.
"""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from auctions import engine, groups, labels, presence, queries
from auctions import messages as sentences
from auctions.models import Auction, AuctionEvent, Bid, Heartbeat, Lot, Participant, SuspiciousActivity
from auctions.rules.codes import Code
from auctions.rules.commands import Actor, Cancel, Command, Pause, Resume, Role
from leagues.permissions import Action, may, standing

COMMANDS: dict[str, type[Command]] = {"pause": Pause, "resume": Resume, "cancel": Cancel}
REASON_LENGTH = 200


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Rows to look at: nobody adds, changes or deletes them here."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OfAuction(admin.SimpleListFilter):
    """Rows of one auction; the newest are offered, any other by its id in the address."""

    title = "auction"
    parameter_name = "auction"
    OFFERED = 20

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        newest = Auction.objects.select_related("league").order_by("-created_at")[: self.OFFERED]
        return [(each.pk, f"{each.league.name}, {each.created_at:%d %b %H:%M}") for each in newest]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        try:
            return queryset.filter(auction=self.value()) if self.value() else queryset
        except ValidationError:  # no id
            return queryset.none()


class OfAuctionAdmin(ReadOnlyAdmin):
    """Rows that belong to an auction, found by it."""

    @admin.display(description="auction")
    def auction_name(self, row: Any) -> str:
        """The league's name, as a link to the auction."""
        address = reverse("admin:auctions_auction_change", args=[row.auction_id])
        return format_html('<a href="{}">{}</a>', address, row.auction.league.name)


class AuctionList(ChangeList):
    """A page of auctions, with the size of each one's room asked once for all."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's rows."""
        super().get_results(request)
        rows = list(self.result_list)
        sizes = presence.sizes_now([groups.auction_room(auction.pk) for auction in rows])
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
    actions = ("pause", "resume", "cancel")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Auction]":
        opened = Lot.objects.filter(auction=OuterRef("pk"), status=Lot.Status.OPEN).order_by("number")
        last = AuctionEvent.objects.filter(auction=OuterRef("pk"), seq=OuterRef("seq"))
        rows: QuerySet[Auction] = super().get_queryset(request)
        return rows.annotate(
            open_lot_name=Subquery(opened.values("asset__name")[:1]), last_event=Subquery(last.values("at")[:1])
        )

    @admin.display(description="open lot", empty_value="-")
    def open_lot(self, auction: Auction) -> str | None:
        """The asset that is up for sale."""
        name: str | None = vars(auction)["open_lot_name"]
        return name

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows the rooms."""
        return AuctionList

    @admin.display(description="in the room", empty_value="unknown")
    def room(self, auction: Auction) -> int | None:
        """How many sockets are in the room, bots included."""
        size: int | None = vars(auction).get("room_size")
        return size

    @admin.display(description="last event", ordering="last_event")
    def last_event_at(self, auction: Auction) -> datetime | None:
        """When something last happened."""
        at: datetime | None = vars(auction)["last_event"]
        return at

    @admin.display(description="details")
    def journal(self, auction: Auction) -> str:
        """Links to what belongs to it."""
        names = ("auctionevent", "journal"), ("lot", "lots"), ("bid", "bids"), ("participant", "managers")
        links = [(reverse(f"admin:auctions_{model}_changelist"), auction.pk, word) for model, word in names]
        parts = [format_html('<a href="{}?auction={}">{}</a>', *link) for link in links]
        return format_html("{} · {} · {} · {}", *parts)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether the actions are offered."""
        operator = standing(None, is_operator=request.user.is_staff)
        return may(operator, Action.OPERATE) and request.user.has_perm("auctions.change_auction")

    @admin.action(description="Pause: stop all clocks", permissions=["operate"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Pause the selected auctions."""
        return self._with_reason(request, queryset, "pause")

    @admin.action(description="Resume: count 3-2-1 and go on", permissions=["operate"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Resume the selected auctions."""
        return self._with_reason(request, queryset, "resume")

    @admin.action(description="Cancel: end for good, all money goes back", permissions=["operate"])
    def cancel(self, request: HttpRequest, queryset: "QuerySet[Auction]") -> HttpResponse | None:
        """Cancel the selected auctions."""
        return self._with_reason(request, queryset, "cancel")

    def _with_reason(self, request: HttpRequest, queryset: "QuerySet[Auction]", action: str) -> HttpResponse | None:
        """Ask for a reason, then do it; the room and the journal get the reason."""
        auctions = list(queryset.select_related("league"))
        reason = request.POST.get("reason", "").strip()
        if not 0 < len(reason) <= REASON_LENGTH:
            return self._ask(request, auctions, action, again="reason" in request.POST)
        for auction in auctions:
            self._do(request, auction, COMMANDS[action], reason)
        return None

    def _ask(self, request: HttpRequest, auctions: list[Auction], action: str, *, again: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{action.capitalize()}: give a reason",
            "opts": self.opts,
            "auctions": auctions,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "reason_length": REASON_LENGTH,
            "error": f"Give a reason of {REASON_LENGTH} characters or less." if again else "",
        }
        return TemplateResponse(request, "admin/auctions/auction/reason.html", context)

    def _do(self, request: HttpRequest, auction: Auction, command: type[Command], reason: str) -> None:
        actor = Actor(user=request.user.pk, role=Role.COMMISSIONER)
        try:
            [outcome] = engine.execute(auction.pk, command(actor=actor, reason=reason))
            code, facts = outcome.code, outcome.facts
        except engine.Busy:
            code, facts = Code.BUSY, {}
        said = sentences.sentence(code, facts, labels.labels_of(auction.pk))
        level = messages.SUCCESS if code is Code.OK else messages.ERROR
        self.message_user(request, f"{auction.league.name}: {said}", level)


@admin.register(Lot)
class LotAdmin(OfAuctionAdmin):
    """What is or was for sale."""

    list_display = ("number", "asset", "auction_name", "status", "price", "leader", "sold_to", "sold_for", "bids")
    list_select_related = ("asset", "auction__league", "leader__member__user", "sold_to__member__user")
    list_filter = (OfAuction, "status")
    search_fields = ("asset__name", "auction__league__name")
    exclude = ("hold",)
    ordering = ("-auction__created_at", "number")


@admin.register(Bid)
class BidAdmin(OfAuctionAdmin):
    """Every offer, accepted or refused, with its receipt."""

    list_display = ("id", "auction_name", "lot", "participant", "amount", "code", "arrived_at", "decided_at")
    list_select_related = ("auction__league", "lot__asset", "participant__member__user")
    list_filter = (OfAuction, "code")
    search_fields = ("auction__league__name",)
    ordering = ("-id",)


@admin.register(Participant)
class ParticipantAdmin(OfAuctionAdmin):
    """Managers and their money, without what is held: a hold can be a hidden maximum, which operators don't see."""

    list_display = ("name", "auction_name", "granted", "adjusted", "spent", "away")
    list_select_related = ("auction__league", "member__user")
    list_filter = (OfAuction,)
    search_fields = ("member__user__name", "member__user__email", "auction__league__name")
    exclude = ("held", "available", "max_bid")
    ordering = ("-id",)

    @admin.display(description="manager")
    def name(self, seat: Participant) -> str:
        """As others see it."""
        return seat.member.user.display_name


@admin.register(AuctionEvent)
class AuctionEventAdmin(OfAuctionAdmin):
    """The journal, newest first. New values are left out, since holds are among them; see `audit_auctions`."""

    list_display = ("seq", "auction_name", "kind", "at", "actor", "reason")
    fields = ("auction", "seq", "kind", "at", "actor", "reason", "detail")
    readonly_fields = ("detail",)
    list_select_related = ("auction__league", "actor")
    list_filter = (OfAuction,)
    search_fields = ("kind", "reason", "auction__league__name")
    ordering = ("-id",)

    @admin.display(description="detail")
    def detail(self, event: AuctionEvent) -> str:
        """What the kind of event says about itself."""
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
        """How many, accepted or not."""
        count: int = vars(account)["early_bids"]
        return count

    @admin.display(description="in auctions", ordering="early_auctions")
    def auctions_bid_in(self, account: SuspiciousActivity) -> int:
        """In how many auctions."""
        count: int = vars(account)["early_auctions"]
        return count

    @admin.display(description="the last of them", ordering="last_early_bid")
    def last_bid(self, account: SuspiciousActivity) -> datetime:
        """When."""
        at: datetime = vars(account)["last_early_bid"]
        return at


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """Which processes live."""

    list_display = ("process", "kind", "at")
    list_filter = ("kind",)
    ordering = ("-at",)
