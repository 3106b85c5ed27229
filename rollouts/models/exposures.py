"""Exposures to flags, and failures of those exposed; `rollouts/exposures` writes both."""

from django.db import models
from django.db.models import UniqueConstraint

from rollouts.evaluation.types import BucketBy


class Exposure(models.Model):
    """A user, league or auction met a flag with this value on a day. See `exposures/recorder.py`."""

    flag = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in BucketBy])
    subject = models.CharField(max_length=40, help_text="Its id.")
    value = models.BooleanField()
    arm = models.CharField(max_length=40, blank=True, default="", db_default="", help_text="Of a flag that has arms.")
    drawn = models.BooleanField(help_text="The flag's percentage decided, and nothing about the subject.")
    day = models.DateField(help_text="UTC.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="To a few minutes.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["flag", "kind", "subject", "value", "arm", "day"], name="exposure_once_a_day"),
        ]
        indexes = [
            models.Index(fields=["flag", "last_at"], name="exposure_by_flag"),
            models.Index(fields=["day"], name="exposure_by_day"),
            models.Index(fields=["kind", "subject"], name="exposure_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} met {self.flag}"


class SubjectFailure(models.Model):
    """Something that `metric` names went wrong for a user, league or auction on a day."""

    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in BucketBy])
    subject = models.CharField(max_length=40, help_text="Its id.")
    metric = models.CharField(max_length=40)
    day = models.DateField(help_text="UTC.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="To a few minutes.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "subject", "metric", "day"], name="subject_failure_once_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="subject_failure_by_day")]

    def __str__(self) -> str:
        return f"{self.metric} of {self.kind} {self.subject}"
