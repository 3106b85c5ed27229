"""Releases that run by evidence: plans, who approves them, what was said of their gates, and what was decided.

What a plan is made of stands in its row as JSON, which `rollouts/plans/definition.py` reads strictly.
"""

from django.conf import settings as site
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from rollouts.models.flags import FlagChange


class Plan(models.Model):
    """A release of one flag, phase by phase. Only `plans/runner.py` and `plans/services.py` write it."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        RUNNING = "running"
        PAUSED = "paused"
        ROLLING_BACK = "rolling_back"
        ROLLED_BACK = "rolled_back"
        COMPLETED = "completed"
        ENDED = "ended"

    flag = models.CharField(max_length=100)
    definition = models.JSONField(help_text="Its phases and triggers.")
    revision = models.PositiveIntegerField(default=1, help_text="Of the definition; approvals are of one.")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    phase = models.SmallIntegerField(default=-1, help_text="By place, from 0; -1: before the first.")
    since = models.DateTimeField(help_text="When the phase began, or began anew, by the database's clock.")
    counted_since = models.DateTimeField(
        null=True, help_text="Since when its evidence is counted; empty: since the phase began."
    )
    let_pass = models.BooleanField(default=False, help_text="A person let the phase go on without evidence.")
    notified = models.JSONField(default=list, help_text="The triggers that were told of in this phase, by place.")
    first_change = models.ForeignKey(
        FlagChange, on_delete=models.PROTECT, null=True, related_name="+", help_text="What to take back."
    )
    last_change = models.ForeignKey(
        FlagChange, on_delete=models.PROTECT, null=True, related_name="+", help_text="As which the flag was left."
    )
    outlook = models.CharField(max_length=1000, blank=True, help_text="What it waits for, as seen last.")
    looked_at = models.DateTimeField(null=True, help_text="When it was looked at last.")
    made_by = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["flag"], condition=Q(status__in=["running", "paused", "rolling_back"]), name="plan_once_a_flag"
            ),
            CheckConstraint(condition=Q(phase__gte=-1), name="plan_phase_from_minus_one"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"plan {self.pk} of {self.flag}"


class PlanApproval(models.Model):
    """An operator's approval, in a role, that a phase begins. It is of one revision: an edit makes it void."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="approvals", db_index=False)
    revision = models.PositiveIntegerField()
    phase = models.CharField(max_length=300, help_text="By name.")
    role = models.CharField(
        max_length=20, choices=[(each, each) for each in ("engineering", "security", "product", "executive")]
    )
    by = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["plan", "revision", "phase", "role", "by"], name="plan_approval_once")]

    def __str__(self) -> str:
        return f"{self.role} for {self.phase}"


class GateAnswer(models.Model):
    """A person's answer to a gate, and the proof. The newest of a gate counts."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="gate_answers")
    gate = models.CharField(max_length=300, help_text="By name.")
    passed = models.BooleanField()
    proof = models.CharField(max_length=500, help_text="Where to see it.")
    by = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.gate


class PlanEvent(models.Model):
    """An event of a plan: decided or done, by whom, and by which figures. It stays, by a trigger."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=20, help_text="The decision or the act.")
    phase = models.SmallIntegerField(help_text="Which it was in then.")
    sentence = models.CharField(max_length=1000)
    figures = models.JSONField(default=dict, help_text="Both sides by metric, as they were.")
    change = models.ForeignKey(FlagChange, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(help_text="By the database's clock.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} of plan {self.plan_id}"
