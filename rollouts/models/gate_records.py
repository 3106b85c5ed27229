"""Records of looks at something before a release, with their results; `rollouts/gates/records.py` writes them."""

from django.conf import settings as site
from django.db import models
from django.db.models.functions import Now


class GateRecord(models.Model):
    """The result of a check that no program of the site can make by itself: who says so, when, and the proof."""

    gate = models.CharField(max_length=60)
    flag = models.CharField(max_length=100, blank=True, help_text="Empty: it is of the whole product.")
    passed = models.BooleanField()
    proof = models.CharField(max_length=500, help_text="The address of what shows it.")
    note = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    release = models.CharField(max_length=60, blank=True, help_text="The code's version that was looked at.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["gate", "flag", "-id"], name="gate_record_newest")]

    def __str__(self) -> str:
        return self.gate
