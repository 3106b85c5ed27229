"""Answers waffle's entry points, through `models.Flag`, by this process's snapshot."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from rollouts import subjects
from rollouts.propagation import snapshot


class SnapshotBackend:
    """The `WaffleBackend` of the product; none of its answers touches the database."""

    def flag_names(self) -> list[str]:
        """Return every flag that can be evaluated, by name."""
        return snapshot.current().flag_names()

    def is_on_for_request(self, name: str, request: HttpRequest) -> bool:
        """True if the flag is on for the sender of the request."""
        return subjects.is_on(name, subjects.of_request(request))

    def is_on_for_user(self, name: str, user: AbstractBaseUser | AnonymousUser) -> bool:
        """True if the flag is on for the user, as far as the user alone decides."""
        return subjects.is_on(name, subjects.of_user(user))

    def is_on(self, name: str) -> bool:
        """True if the flag is on where no person matters."""
        return subjects.is_on(name, subjects.anonymous())

    def notify_processes(self) -> None:
        """Tell every process that a flag has changed."""
        snapshot.notify_processes()
