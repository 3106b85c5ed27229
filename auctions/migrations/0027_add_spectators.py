from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0026_keep_ends_of_missed_turns"),
    ]

    operations = [
        migrations.AddField(
            model_name="auction",
            name="spectator_token",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="auction",
            name="spectator_delay",
            field=models.PositiveSmallIntegerField(
                db_default=30, editable=False, help_text="Seconds that spectators by link are behind."
            ),
        ),
        migrations.AddConstraint(
            model_name="auction",
            constraint=models.CheckConstraint(
                condition=models.Q(spectator_delay__range=(10, 60)), name="auction_spectators_are_behind"
            ),
        ),
    ]
