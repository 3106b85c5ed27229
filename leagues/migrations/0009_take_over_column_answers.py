import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table stays where it is, with what is in it: only its model is another."""

    dependencies = [
        ("leagues", "0008_number_namesakes"),
        ("season", "0007_hand_over_column_answers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ColumnAnswers",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("assets", "Assets"), ("fixtures", "Fixtures"), ("scores", "Scores")],
                                max_length=8,
                            ),
                        ),
                        (
                            "signature",
                            models.CharField(help_text="The same for all files with this header.", max_length=64),
                        ),
                        (
                            "answers",
                            models.JSONField(default=dict, help_text="The column for each field that was asked."),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "league",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="column_answers",
                                to="leagues.league",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "season_columnanswers",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("league", "kind", "signature"), name="column_answers_once_per_header"
                            )
                        ],
                    },
                )
            ]
        ),
    ]
