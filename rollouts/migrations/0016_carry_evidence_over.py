"""Evidence of a plan goes on from phase to phase where the percentage alone grows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0015_record_gates")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="counted_since",
            field=models.DateTimeField(
                help_text="Since when its evidence is counted; empty: since the phase began.", null=True
            ),
        ),
    ]
