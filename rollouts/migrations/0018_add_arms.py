"""The ways in which a flag is on, in its row. A release that doesn't know them passes them over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0017_show_banners")]

    operations = [
        migrations.AddField(
            model_name="flag",
            name="arms",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], output_field=models.JSONField()),
                default=list,
                help_text='Ways in which it is on, the control first: [{"name": "as_today", "weight": 50}, …].',
            ),
        ),
    ]
