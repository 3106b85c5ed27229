"""The arm in which somebody met a flag. A release that doesn't know arms goes on writing rows without one."""

from django.db import migrations, models

_FIELDS = ["flag", "kind", "subject", "value"]
ONE_A_DAY = """
DELETE FROM rollouts_exposure AS more USING rollouts_exposure AS first
WHERE more.flag = first.flag AND more.kind = first.kind AND more.subject = first.subject
    AND more.value = first.value AND more.day = first.day AND more.id > first.id
"""
"""Backwards: without arms there is one row for a subject, an answer and a day."""


def _once_a_day(fields: list[str]) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=[*fields, "day"], name="exposure_once_a_day")


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0018_add_arms")]

    operations = [
        migrations.AddField(
            model_name="exposure",
            name="arm",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="Of a flag that has arms.", max_length=40
            ),
        ),
        migrations.RemoveConstraint(model_name="exposure", name="exposure_once_a_day"),
        migrations.RunSQL(migrations.RunSQL.noop, ONE_A_DAY),
        migrations.AddConstraint(model_name="exposure", constraint=_once_a_day([*_FIELDS, "arm"])),
    ]
