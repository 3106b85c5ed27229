"""Drop the index of who leads a lot, which each bid changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0029_drop_prefix_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lot",
            name="leader",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="auctions.participant",
            ),
        ),
    ]
