"""Django's admin for those alone who have shown a password and a code."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.sign_in import second_factor


class OperatorsAdminSite(AdminSite):
    """Django's admin, for operators who have shown a password and a code."""

    site_header = site_title = "auctionsite: operators"

    def has_permission(self, request: HttpRequest) -> bool:
        """True if the session may enter the admin; what it may do follows from the user's rights."""
        return second_factor.may_operate(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for the password; who has given it is sent on to the code."""
        user = request.user
        half_way = user.is_authenticated and user.is_staff and second_factor.is_signed_in_by_password(request)
        if half_way and not self.has_permission(request):
            query = urlencode({"next": request.GET.get("next", "")})
            return redirect(f"{reverse('two-factor')}?{query}")
        return super().login(request, extra_context)
