"""When somebody read complete figures last: a release is widened while somebody watches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rollouts", "0008_keep_memberships_of_groups")]

    operations = [
        migrations.CreateModel(
            name="Scrape",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(id=1), name="scrape_is_one_row")],
            },
        ),
    ]
