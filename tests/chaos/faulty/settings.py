"""The product's settings, with the fault installed; for processes of a test, as DJANGO_SETTINGS_MODULE."""

from auctionsite.settings import *  # noqa: F403
from auctionsite.settings import INSTALLED_APPS as OF_THE_PRODUCT

INSTALLED_APPS = [*OF_THE_PRODUCT, "tests.chaos.faulty.apps.FaultyConfig"]
