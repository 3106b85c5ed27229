from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0025_find_unchained_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="turn_ended_at",
            field=models.DateTimeField(
                help_text="End of the nominator's turn, if it came up since they had put nothing up.", null=True
            ),
        ),
    ]
