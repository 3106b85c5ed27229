from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0015_add_lot_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="earlier",
            field=models.JSONField(
                db_default=[], default=list, help_text="While it is open, the last bids before the one that leads."
            ),
        ),
    ]
