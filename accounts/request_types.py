"""Request types for the type checker."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is a person. Never made; views behind `login_required` name it as their parameter's type."""

    user: User
