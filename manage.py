#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

import django
from django.core.management import execute_from_command_line

from auctionsite.serving.starting import importing

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
    with importing():
        django.setup()
    from auctionsite.postgresql.commands import exit_if_database_is_away  # settings are read by now

    with exit_if_database_is_away():
        execute_from_command_line(sys.argv)
