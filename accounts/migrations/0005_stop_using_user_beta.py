"""Rings have taken the place of this column; see `rollouts.0005_move_beta_users_into_ring`.

The column stays for the release before, which reads it, and is dropped by the release after this one.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_let_devices_operate"),
        ("rollouts", "0005_move_beta_users_into_ring"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="user", name="beta")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE accounts_user ALTER COLUMN beta SET DEFAULT false",
                    "ALTER TABLE accounts_user ALTER COLUMN beta DROP DEFAULT",
                )
            ],
        )
    ]
