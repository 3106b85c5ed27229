"""Drop the indexes of foreign keys that another index of the same table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each by itself: a lock on several tables at once could wait for a bid that waits for one of them.
    atomic = False

    dependencies = [
        ("leagues", "0014_let_several_own_a_seat"),
    ]

    operations = [
        migrations.AlterField(
            model_name="asset",
            name="sport",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="assets", to="leagues.sport"
            ),
        ),
        migrations.AlterField(
            model_name="assetlist",
            name="sport",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="lists", to="leagues.sport"
            ),
        ),
        migrations.AlterField(
            model_name="columnanswers",
            name="league",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="column_answers",
                to="leagues.league",
            ),
        ),
        migrations.AlterField(
            model_name="listentry",
            name="asset_list",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="leagues.assetlist",
            ),
        ),
        migrations.AlterField(
            model_name="listupload",
            name="league",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="list_uploads",
                to="leagues.league",
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="league",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="leagues.league",
            ),
        ),
        migrations.AlterField(
            model_name="pooledit",
            name="pool",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="edits",
                to="leagues.assetpool",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="member",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="leagues.member"
            ),
        ),
    ]
