"""Keep only proofs with an address in the index of addresses: of the others each bid wrote two entries anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0030_drop_lot_leader_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auction",
            name="proof_token",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=40),
        ),
        migrations.AddIndex(
            model_name="auction",
            index=models.Index(
                condition=models.Q(("proof_token", ""), _negated=True),
                fields=["proof_token"],
                name="auction_by_proof_token",
            ),
        ),
    ]
