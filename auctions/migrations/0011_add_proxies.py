from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0010_add_auction_asset_list"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="proxies",
            field=models.JSONField(
                db_default=[],
                default=list,
                help_text="Maxima left on lots, with what is held for them. Nobody else sees them.",
            ),
        ),
    ]
