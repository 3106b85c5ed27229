"""Since when each process has lived without a break; of those that live now, since now."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("auctions", "0002_add_suspicious_activity")]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="since",
            field=models.DateTimeField(
                db_default=Now(), help_text="When it began to beat, or began again after a silence."
            ),
        ),
    ]
