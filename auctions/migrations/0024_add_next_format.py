from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0023_add_proof_link"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="next_format",
            field=models.CharField(blank=True, db_default="", help_text="After the open lots.", max_length=10),
        ),
    ]
