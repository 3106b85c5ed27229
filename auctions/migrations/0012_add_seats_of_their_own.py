from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0011_add_proxies"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="keeper",
            field=models.BooleanField(db_default=False, default=False, help_text="Kept by its owner from before."),
        ),
        migrations.AddField(
            model_name="participant",
            name="slots_max",
            field=models.IntegerField(help_text="Its largest roster; empty: as the settings say.", null=True),
        ),
        migrations.AddField(
            model_name="participant",
            name="slots_min",
            field=models.IntegerField(help_text="Its smallest roster; empty: as the settings say.", null=True),
        ),
    ]
