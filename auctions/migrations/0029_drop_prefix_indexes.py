"""Drop the indexes of foreign keys that another index of the same table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each by itself: a lock on several tables at once could wait for a bid that waits for one of them.
    atomic = False

    dependencies = [
        ("auctions", "0028_call_active_auctions_running"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auctionevent",
            name="auction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="auctions.auction",
            ),
        ),
        migrations.AlterField(
            model_name="auctionsnapshot",
            name="auction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="snapshots",
                to="auctions.auction",
            ),
        ),
        migrations.AlterField(
            model_name="bid",
            name="lot",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bid_rows",
                to="auctions.lot",
            ),
        ),
        migrations.AlterField(
            model_name="commandoutcome",
            name="auction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="auctions.auction",
            ),
        ),
        # By its name: `AlterField` would drop `lot_one_open_in_a_live_auction` too, which is on this column alone.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "auctions_lot_auction_id_a9bcf9bd"',
                    'CREATE INDEX "auctions_lot_auction_id_a9bcf9bd" ON "auctions_lot" ("auction_id")',
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="lot",
                    name="auction",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="auctions.auction",
                    ),
                )
            ],
        ),
        migrations.AlterField(
            model_name="participant",
            name="auction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="participants",
                to="auctions.auction",
            ),
        ),
        migrations.AlterField(
            model_name="roommessage",
            name="auction",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="auctions.auction",
            ),
        ),
    ]
