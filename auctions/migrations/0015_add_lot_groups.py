from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0014_add_nominations"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="groups",
            field=ArrayField(
                base_field=models.TextField(),
                db_default=[],
                default=list,
                help_text="One by each attribute that the auction limits.",
                size=None,
            ),
        ),
    ]
