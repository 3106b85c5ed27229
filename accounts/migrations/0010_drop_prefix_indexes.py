"""Drop the indexes of foreign keys that another index of the same table begins with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each by itself: a lock on several tables at once could wait for a bid that waits for one of them.
    atomic = False

    dependencies = [
        ("accounts", "0009_choose_language"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sentform",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sent_forms",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
