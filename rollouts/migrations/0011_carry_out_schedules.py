"""The version of all flags says up to which moment of the database's clock schedules are carried out."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0010_note_who_is_named_and_who_belongs")]

    operations = [
        migrations.AddField(
            model_name="snapshotversion",
            name="as_of",
            field=models.DateTimeField(
                db_default=Now(), help_text="Schedules are carried out up to this moment, by the database's clock."
            ),
        ),
        migrations.AlterField(
            model_name="flagchange",
            name="source",
            field=models.CharField(
                choices=[
                    ("admin", "Admin"),
                    ("api", "Api"),
                    ("command", "Command"),
                    ("code", "Code"),
                    ("account", "Account"),
                    ("sql", "Sql"),
                    ("schedule", "Schedule"),
                ],
                max_length=10,
            ),
        ),
    ]
