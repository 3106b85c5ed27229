"""The admin that operators use, with the control room above Django's list of apps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.admin_site import OperatorsAdminSite
from auctions.models import Auction
from operations import control_room
from operations.design import show_design


class ControlRoomSite(OperatorsAdminSite):
    """The admin with the control room on its start page."""

    index_template = "admin/control_room/index.html"
    index_title = "Control room"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The control room by itself too, for the page that keeps itself new; and what pages are made of."""
        alone = self.admin_view(require_GET(never_cache(self.show_control_room)))
        design = self.admin_view(require_GET(show_design))
        ours = [path("control-room/", alone, name="control-room"), path("design/", design, name="design")]
        return [*ours, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the start page, with the control room for those who may see auctions."""
        return super().index(request, {**self._room(request), **(extra_context or {})})

    def show_control_room(self, request: HttpRequest) -> HttpResponse:
        """Its parts alone, as they are now."""
        return TemplateResponse(request, "admin/control_room/_parts.html", self._room(request))

    def _room(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing for staff who may not see auctions: the list of apps is theirs."""
        auctions = self._registry[Auction]
        if not auctions.has_view_permission(request):
            return {"room": None}
        return {
            "room": control_room.read_control_room(),
            "may_act": auctions.has_operate_permission(request),  # type: ignore[attr-defined] # ours
            "room_address": reverse("admin:control-room"),
        }
