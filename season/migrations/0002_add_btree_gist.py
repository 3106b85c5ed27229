from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Lets a constraint say that no two owners have an asset at the same time. Comes with Postgres; trusted since 13."""

    dependencies = [("season", "0001_initial")]

    operations = [BtreeGistExtension()]
