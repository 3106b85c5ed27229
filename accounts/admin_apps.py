"""Stands in INSTALLED_APPS in place of `django.contrib.admin`; apart, because no models may be imported yet."""

from django.contrib.admin.apps import AdminConfig


class OperatorsAdminConfig(AdminConfig):
    """Django's admin with our door."""

    default_site = "accounts.admin_site.OperatorsAdminSite"
