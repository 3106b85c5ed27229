"""Drop the indexes of foreign keys that another index of the same table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each by itself: a lock on several tables at once could wait for a bid that waits for one of them.
    atomic = False

    dependencies = [
        ("rollouts", "0019_note_arms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="planapproval",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="approvals",
                to="rollouts.plan",
            ),
        ),
    ]
