"""Stands in INSTALLED_APPS in place of `django.contrib.admin`; apart, because no models may be imported yet."""

from django.contrib.admin.apps import AdminConfig


class ControlRoomConfig(AdminConfig):
    """Django's admin with our door and our start page."""

    default_site = "operations.admin.site.ControlRoomSite"
