"""Banners on top of pages for a while; `rollouts/messages/banners.py` writes them."""

from django.conf import settings as site
from django.db import models
from django.db.models.functions import Now

from rollouts.models.plans import Plan


class Banner(models.Model):
    """A sentence or two for everybody. The newest whose time isn't over is shown."""

    text = models.CharField(max_length=300)
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose words it has."
    )
    shown_until = models.DateTimeField(help_text="By the database's clock.")
    made_by = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text
