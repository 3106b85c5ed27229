"""`manage.py runserver` for who is used to it."""

from daphne.server import Server
from django.core.management import get_commands, load_command_class


def test_runserver_is_the_one_that_serves_sockets() -> None:
    command = load_command_class(get_commands()["runserver"], "runserver")
    assert command.server_cls is Server  # type: ignore[attr-defined] # daphne's
