from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0022_add_journal_chain"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="proof_token",
            field=models.CharField(blank=True, db_default="", db_index=True, editable=False, max_length=40),
        ),
    ]
