"""`manage.py runserver`: daphne's, which serves the rooms' sockets too.

Listing daphne in INSTALLED_APPS would bring this command too, but then every clock and command would import its server.
"""

from daphne.management.commands.runserver import Command

__all__ = ["Command"]
