"""Who met a flag on or off, and for whom something failed: what figures of a release are made of."""

from django.db import migrations, models

_KINDS = [("user", "user"), ("league", "league"), ("auction", "auction")]


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0012_leave_people_out")]

    operations = [
        migrations.CreateModel(
            name="Exposure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flag", models.CharField(max_length=100)),
                ("kind", models.CharField(choices=_KINDS, max_length=10)),
                ("subject", models.CharField(help_text="Its id.", max_length=40)),
                ("value", models.BooleanField()),
                (
                    "drawn",
                    models.BooleanField(help_text="The flag's percentage decided, and nothing about the subject."),
                ),
                ("day", models.DateField(help_text="UTC.")),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(help_text="To a few minutes.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["flag", "kind", "subject", "value", "day"], name="exposure_once_a_day"
                    )
                ],
                "indexes": [
                    models.Index(fields=["flag", "last_at"], name="exposure_by_flag"),
                    models.Index(fields=["day"], name="exposure_by_day"),
                    models.Index(fields=["kind", "subject"], name="exposure_by_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=_KINDS, max_length=10)),
                ("subject", models.CharField(help_text="Its id.", max_length=40)),
                ("metric", models.CharField(max_length=40)),
                ("day", models.DateField(help_text="UTC.")),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(help_text="To a few minutes.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "subject", "metric", "day"], name="subject_failure_once_a_day"
                    )
                ],
                "indexes": [models.Index(fields=["day"], name="subject_failure_by_day")],
            },
        ),
    ]
