from django.db import migrations


class Migration(migrations.Migration):
    """The table stays where it is; `leagues` has its model from now on, since its own lists ask about columns too."""

    dependencies = [("season", "0006_add_column_answers")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="ColumnAnswers")]),
    ]
