"""Permission to call: operators, under the conditions of the admin."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.sign_in import second_factor


class IsOperator(BasePermission):
    """Operators, who on a deployed site have shown an authenticator's code: in this session, or for this program."""

    message = "Only operators may do this, and on a deployed site after a code of their authenticator."

    def has_permission(self, request: Request, view: Any) -> bool:
        """True if the caller may operate."""
        return second_factor.may_operate_by_api(request)
