"""Asking an operator for a reason, doing it, and saying what was done."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from auctions.models import Auction
from auctions.recovery import stuck
from auctions.recovery.bulk_commands import REASON_LENGTH
from auctions.recovery.operator_actions import FIX, OperatorAction
from auctions.recovery.stuck import StuckAuction


def with_reason(
    admin: "ModelAdmin[Auction]", request: HttpRequest, auctions: Sequence[Auction], act: OperatorAction, back: str
) -> HttpResponse | None:
    """The page that asks for a reason; None once there is one and the act is done, with messages of what became of it.

    The room and the journal get the reason; the admin's history of the auction keeps it with what was done.
    """
    reason = request.POST.get("reason", "").strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        return _ask(admin, request, auctions, act, back)
    for auction in auctions:
        _do(admin, request, auction, act, reason)
    return None


def _ask(
    admin: "ModelAdmin[Auction]", request: HttpRequest, auctions: Sequence[Auction], act: OperatorAction, back: str
) -> HttpResponse:
    again = "reason" in request.POST
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{act.button}: give a reason",
        "opts": admin.opts,
        "auctions": [(each, _findings(each) if act is FIX else []) for each in auctions],
        "act": act,
        "back": back,
        "checkbox": ACTION_CHECKBOX_NAME,
        "reason_length": REASON_LENGTH,
        "error": f"Give a reason of {REASON_LENGTH} characters or less." if again else "",
    }
    return TemplateResponse(request, "admin/auctions/auction/reason.html", context)


def _findings(auction: Auction) -> list[StuckAuction]:
    """What is wrong with it; its whole journal is read for this."""
    return stuck.find_stuck(auction.pk)


def _do(admin: "ModelAdmin[Auction]", request: HttpRequest, auction: Auction, act: OperatorAction, reason: str) -> None:
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in as an operator.")
    done = act.carry_out(auction, request.user, reason)
    admin.log_change(request, auction, f"{act.button} ({reason}): {done.sentence}")
    level = messages.SUCCESS if done.ok else messages.ERROR
    admin.message_user(request, f"{auction.league.name}: {done.sentence}", level)
