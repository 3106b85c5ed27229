"""Drop the indexes of foreign keys that another index of the same table begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each by itself: a lock on several tables at once could wait for a bid that waits for one of them.
    atomic = False

    dependencies = [
        ("leagues", "0015_drop_prefix_indexes"),
        ("season", "0009_tell_of_scores"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assetpoints",
            name="scheme",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name="points", to="season.scheme"
            ),
        ),
        migrations.AlterField(
            model_name="competition",
            name="sport",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="competitions",
                to="leagues.sport",
            ),
        ),
        migrations.AlterField(
            model_name="filename",
            name="competition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="file_names",
                to="season.competition",
            ),
        ),
        migrations.AlterField(
            model_name="fixture",
            name="competition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fixtures",
                to="season.competition",
            ),
        ),
        migrations.AlterField(
            model_name="leagueseason",
            name="league",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="seasons", to="leagues.league"
            ),
        ),
        migrations.AlterField(
            model_name="performance",
            name="fixture",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="performances",
                to="season.fixture",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="competition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rounds",
                to="season.competition",
            ),
        ),
        migrations.AlterField(
            model_name="roundstanding",
            name="season",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="standings",
                to="season.leagueseason",
            ),
        ),
        migrations.AlterField(
            model_name="scheme",
            name="sport",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="schemes", to="leagues.sport"
            ),
        ),
        migrations.AlterField(
            model_name="schemeversion",
            name="sport",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scheme_versions",
                to="leagues.sport",
            ),
        ),
        migrations.AlterField(
            model_name="trade",
            name="league",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="trades", to="leagues.league"
            ),
        ),
        migrations.AlterField(
            model_name="trade",
            name="proposer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="trades_offered",
                to="leagues.member",
            ),
        ),
        migrations.AlterField(
            model_name="tradeasset",
            name="trade",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="assets", to="season.trade"
            ),
        ),
        migrations.AlterField(
            model_name="tradeveto",
            name="trade",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="vetoes", to="season.trade"
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="competition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="uploads",
                to="season.competition",
            ),
        ),
    ]
