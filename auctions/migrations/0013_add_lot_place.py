from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auctions", "0012_add_seats_of_their_own"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="place",
            field=models.IntegerField(db_default=0, default=0, help_text="Lots come up by place, and then by number."),
        ),
        migrations.AlterField(
            model_name="lot",
            name="number",
            field=models.IntegerField(help_text="Its name to people: place in the list, from 1."),
        ),
    ]
