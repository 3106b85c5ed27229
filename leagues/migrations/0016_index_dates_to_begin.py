"""Look up the dates whose auctions begin by themselves, of all leagues' dates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leagues", "0015_drop_prefix_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auctiondate",
            index=models.Index(
                condition=models.Q(("begins_with__isnull", False)), fields=["opened_at"], name="date_to_begin"
            ),
        ),
    ]
