"""Drop the index of a list's key: a list is looked for with its sport and league, which the unique constraint begins with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leagues", "0016_index_dates_to_begin"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assetlist",
            name="key",
            field=models.SlugField(
                db_index=False, help_text="Its name in commands: premier-league-2025-26.", max_length=80
            ),
        ),
    ]
