import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0013_add_lot_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="nominator",
            field=models.ForeignKey(
                help_text="Whose turn it is.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="auctions.participant",
            ),
        ),
        migrations.AddField(
            model_name="auction",
            name="turn_ends_at",
            field=models.DateTimeField(help_text="When the turn to put a lot up ends.", null=True),
        ),
        migrations.AddField(
            model_name="auction",
            name="turn_remaining_ms",
            field=models.IntegerField(help_text="Of the turn, kept while paused.", null=True),
        ),
        migrations.AddField(
            model_name="auction",
            name="nomination_round",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="auction",
            name="to_nominate",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                help_text="Seats that follow in this round, in order.",
                size=None,
            ),
        ),
    ]
