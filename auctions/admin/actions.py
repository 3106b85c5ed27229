"""Operators' actions on auctions: ask for a reason, carry the action out, and say what was done."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from auctions.models import Auction
from auctions.reads.cancellation import sentences_about_cancel
from auctions.recovery import stuck
from auctions.recovery.bulk_commands import REASON_LENGTH
from auctions.recovery.operator_actions import CANCEL, FIX, OperatorAction
from auctions.recovery.stuck import StuckAuction
from auctions.store.codec import Unreadable
from auctionsite.text.isolates import isolated


def act_with_reason(
    admin: "ModelAdmin[Auction]", request: HttpRequest, auctions: Sequence[Auction], action: OperatorAction, back: str
) -> HttpResponse | None:
    """Return the page that asks for a reason; None once the action is carried out, with a message for each auction.

    The room and the journal get the reason; the admin's history of the auction keeps it with what was done.
    """
    reason = request.POST.get("reason", "").strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        return _reason_form(admin, request, auctions, action, back)
    for auction in auctions:
        _carry_out(admin, request, auction, action, reason)
    return None


def _reason_form(
    admin: "ModelAdmin[Auction]", request: HttpRequest, auctions: Sequence[Auction], action: OperatorAction, back: str
) -> HttpResponse:
    submitted = "reason" in request.POST
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{action.button}: give a reason",
        "opts": admin.opts,
        "auctions": [
            (each, _stuck_findings(each) if action is FIX else [], _follows(each) if action is CANCEL else [])
            for each in auctions
        ],
        "act": action,
        "back": back,
        "checkbox": ACTION_CHECKBOX_NAME,
        "reason_length": REASON_LENGTH,
        "error": f"Give a reason of {REASON_LENGTH} characters or less." if submitted else "",
    }
    return TemplateResponse(request, "admin/auctions/auction/reason.html", context)


def _stuck_findings(auction: Auction) -> list[StuckAuction]:
    """Everything that is stuck in an auction; its whole journal is read for this."""
    return stuck.find_stuck(auction.pk)


def _follows(auction: Auction) -> list[str]:
    """Return sentences about what everybody loses and gets back by a cancellation."""
    try:
        return list(sentences_about_cancel(auction.pk))
    except Unreadable as error:
        return [f"What it holds can't be read, so who loses what can't be told: {error}."]


def _carry_out(
    admin: "ModelAdmin[Auction]", request: HttpRequest, auction: Auction, action: OperatorAction, reason: str
) -> None:
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in as an operator.")
    result = action.carry_out(auction, request.user, reason)
    admin.log_change(request, auction, f"{action.button} ({reason}): {result.sentence}")
    level = messages.SUCCESS if result.ok else messages.ERROR
    admin.message_user(request, f"{isolated(auction.league.name)}: {result.sentence}", level)
