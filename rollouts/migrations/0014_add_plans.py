"""Plans: releases that run by evidence. What was decided stays as it is, as changes of flags do."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEEP_EVENTS = """
CREATE FUNCTION rollouts_keep_plan_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was decided about a plan is kept as it is.';
END $$;
CREATE TRIGGER rollouts_plan_events_kept BEFORE UPDATE OR DELETE ON rollouts_planevent
    FOR EACH ROW EXECUTE FUNCTION rollouts_keep_plan_events();
"""
LET_EVENTS_GO = """
DROP TRIGGER rollouts_plan_events_kept ON rollouts_planevent;
DROP FUNCTION rollouts_keep_plan_events;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("rollouts", "0013_note_who_meets_flags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="flagchange",
            name="source",
            field=models.CharField(
                choices=[
                    ("admin", "Admin"),
                    ("api", "Api"),
                    ("command", "Command"),
                    ("code", "Code"),
                    ("account", "Account"),
                    ("sql", "Sql"),
                    ("schedule", "Schedule"),
                    ("plan", "Plan"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flag", models.CharField(max_length=100)),
                ("definition", models.JSONField(help_text="Its phases and triggers.")),
                (
                    "revision",
                    models.PositiveIntegerField(default=1, help_text="Of the definition; approvals are of one."),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("rolling_back", "Rolling Back"),
                            ("rolled_back", "Rolled Back"),
                            ("completed", "Completed"),
                            ("ended", "Ended"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("phase", models.SmallIntegerField(default=-1, help_text="By place, from 0; -1: before the first.")),
                (
                    "since",
                    models.DateTimeField(help_text="When the phase began, or began anew, by the database's clock."),
                ),
                (
                    "let_pass",
                    models.BooleanField(default=False, help_text="A person let the phase go on without evidence."),
                ),
                (
                    "notified",
                    models.JSONField(default=list, help_text="The triggers that were told of in this phase, by place."),
                ),
                (
                    "outlook",
                    models.CharField(blank=True, help_text="What it waits for, as seen last.", max_length=1000),
                ),
                ("looked_at", models.DateTimeField(help_text="When it was looked at last.", null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "first_change",
                    models.ForeignKey(
                        help_text="What to take back.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollouts.flagchange",
                    ),
                ),
                (
                    "last_change",
                    models.ForeignKey(
                        help_text="As which the flag was left.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollouts.flagchange",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="GateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gate", models.CharField(help_text="By name.", max_length=300)),
                ("passed", models.BooleanField()),
                ("proof", models.CharField(help_text="Where to see it.", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gate_answers", to="rollouts.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="PlanApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                ("phase", models.CharField(help_text="By name.", max_length=300)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("engineering", "engineering"),
                            ("security", "security"),
                            ("product", "product"),
                            ("executive", "executive"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="rollouts.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(help_text="The decision or the act.", max_length=20)),
                ("phase", models.SmallIntegerField(help_text="Which it was in then.")),
                ("sentence", models.CharField(max_length=1000)),
                ("figures", models.JSONField(default=dict, help_text="Both sides by metric, as they were.")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(help_text="By the database's clock.")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rollouts.flagchange",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="rollouts.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["running", "paused", "rolling_back"])),
                fields=("flag",),
                name="plan_once_a_flag",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(condition=models.Q(("phase__gte", -1)), name="plan_phase_from_minus_one"),
        ),
        migrations.AddConstraint(
            model_name="planapproval",
            constraint=models.UniqueConstraint(
                fields=("plan", "revision", "phase", "role", "by"), name="plan_approval_once"
            ),
        ),
        migrations.RunSQL(KEEP_EVENTS, LET_EVENTS_GO),
    ]
