"""Flags, as operators see them: waffle's own pages, for our model."""

from django.contrib import admin
from waffle.admin import FlagAdmin

from rollouts.models import Flag

admin.site.register(Flag, FlagAdmin)
