from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0024_add_next_format"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auctionevent",
            index=models.Index(fields=["auction", "seq"], condition=models.Q(hash=""), name="event_unchained"),
        ),
    ]
